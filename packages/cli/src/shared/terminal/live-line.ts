import type { createLogUpdate } from "log-update";
import { visibleOutput } from "./visible-output.ts";

export interface LiveLine extends Pick<ReturnType<typeof createLogUpdate>, "clear" | "done"> {
	(text: string): void;
}

/**
 * Text that changes in place, for a person. Control characters are shown as a terminal's `out` shows them. Loaded only when needed: the
 * library builds a pattern of all emojis at load, which takes longer than the rest of a command's start.
 */
export async function liveLine(stream: NodeJS.WriteStream): Promise<LiveLine> {
	const { createLogUpdate } = await import("log-update");
	const update = createLogUpdate(stream);
	return Object.assign((text: string) => update(visibleOutput(text)), { clear: () => update.clear(), done: () => update.done() });
}

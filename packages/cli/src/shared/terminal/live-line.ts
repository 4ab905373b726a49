import type { createLogUpdate } from "log-update";

export type LiveLine = ReturnType<typeof createLogUpdate>;

/**
 * Text that changes in place, for a person. Loaded only when needed: the library builds a pattern of all emojis at load, which takes
 * longer than the rest of a command's start.
 */
export async function liveLine(stream: NodeJS.WriteStream): Promise<LiveLine> {
	const { createLogUpdate } = await import("log-update");
	return createLogUpdate(stream);
}

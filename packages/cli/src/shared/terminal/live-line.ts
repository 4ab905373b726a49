import type { createLogUpdate } from "log-update";

export type LiveLine = ReturnType<typeof createLogUpdate>;

/**
 * Text that changes in place, for a person. Loaded when somebody watches: the library builds a pattern of every emoji when it is loaded,
 * which takes longer than all the rest of a command's start.
 */
export async function liveLine(stream: NodeJS.WriteStream): Promise<LiveLine> {
	const { createLogUpdate } = await import("log-update");
	return createLogUpdate(stream);
}

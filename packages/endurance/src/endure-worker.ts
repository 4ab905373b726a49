import { endure, type RunResult } from "./endure.ts";
import type { RunOptions } from "./world/world.ts";

/** One run, for a thread. */
export default function endureInThread(options: RunOptions): Promise<RunResult> {
	return endure(options);
}

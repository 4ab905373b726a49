import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import type { RunResult } from "./endure.ts";
import type { RunOptions } from "./world/world.ts";

/**
 * Runs one after the other on every core, as long as `next` gives one, and until the first that violates an invariant.
 *
 * @param onResult told each run when it is over
 * @returns the first failing run; undefined if none failed
 */
export async function runSeeds(next: () => RunOptions | undefined, onResult: (result: RunResult) => void): Promise<RunResult | undefined> {
	const threads = availableParallelism();
	const pool = new Tinypool({ filename: new URL("./endure-worker.ts", import.meta.url).href, minThreads: threads, maxThreads: threads });
	let failed: RunResult | undefined;
	const work = async (): Promise<void> => {
		for (let options = next(); options !== undefined && failed === undefined; options = next()) {
			const result: RunResult = await pool.run(options);
			onResult(result);
			if (result.violations.length > 0) failed ??= result;
		}
	};
	try {
		await Promise.all(Array.from({ length: threads }, work));
		return failed;
	} finally {
		await pool.destroy();
	}
}

import { Tinypool } from "tinypool";
import { BENCHMARK_LOADS } from "./benchmark-loads.ts";
import type { BenchmarkAnswer, BenchmarkJob } from "./benchmark-worker.ts";
import type { BenchmarkResult } from "./render-benchmark.ts";

export const BENCHMARK_SEED = 1;

/**
 * The loads under all contenders, each on a worker thread.
 *
 * @param loadNames all if absent
 * @param onDone    called after each load
 */
export async function runBenchmark(
	threads: number,
	loadNames: readonly string[] = BENCHMARK_LOADS.map(({ name }) => name),
	onDone: (loadName: string) => void = () => {},
): Promise<BenchmarkResult[]> {
	const loads = BENCHMARK_LOADS.filter(({ name }) => loadNames.includes(name));
	const pool = new Tinypool({
		filename: new URL("./benchmark-worker.ts", import.meta.url).href,
		minThreads: threads,
		maxThreads: threads,
	});
	try {
		return await Promise.all(
			loads.map(async (load) => {
				const job: BenchmarkJob = { loadName: load.name, seed: BENCHMARK_SEED };
				const answer: BenchmarkAnswer = await pool.run(job);
				onDone(load.name);
				return { load, answer };
			}),
		);
	} finally {
		await pool.destroy();
	}
}

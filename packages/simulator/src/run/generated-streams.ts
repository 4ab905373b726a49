import { Tinypool } from "tinypool";
import type { GeneratedStreams, StreamsAnswer } from "./generated-streams-worker.ts";

/** Few enough streams in a job that the last jobs end at about the same time, and enough that handing a job over costs little. */
const STREAMS_PER_JOB = 10;

/**
 * Many streams under Headroom's default policy, each with a load of its own from its own seed, on several threads.
 *
 * @param onProgress called with the number of streams that finished since the last call
 */
export async function simulateGeneratedStreams(
	{ firstSeed, streamCount, days }: GeneratedStreams,
	threads: number,
	onProgress: (streams: number) => void = () => {},
): Promise<StreamsAnswer> {
	const filename = new URL("./generated-streams-worker.ts", import.meta.url).href;
	const pool = new Tinypool({ filename, minThreads: threads, maxThreads: threads });
	const jobs: GeneratedStreams[] = [];
	for (let done = 0; done < streamCount; done += STREAMS_PER_JOB) {
		jobs.push({ firstSeed: firstSeed + done, streamCount: Math.min(STREAMS_PER_JOB, streamCount - done), days });
	}
	try {
		const answers = await Promise.all(
			jobs.map(async (job) => {
				const answer: StreamsAnswer = await pool.run(job);
				onProgress(job.streamCount);
				return answer;
			}),
		);
		return answers.reduce((all, one) => ({
			offeredRecords: all.offeredRecords + one.offeredRecords,
			throttledRecords: all.throttledRecords + one.throttledRecords,
			shardHours: all.shardHours + one.shardHours,
			reshards: all.reshards + one.reshards,
			refusedCalls: all.refusedCalls + one.refusedCalls,
			mostReshardsInADay: Math.max(all.mostReshardsInADay, one.mostReshardsInADay),
		}));
	} finally {
		await pool.destroy();
	}
}

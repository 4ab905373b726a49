// One stream over 60 days by the second, and 1,000 streams over a day on two threads. Run with `npm run bench -- simulate`.
import { DEFAULT_POLICY } from "@headroom/engine";
import { DEFAULT_SIMULATION_SETTINGS, dailyRhythmLoad, run } from "../src/index.ts";
import { simulateGeneratedStreams } from "../src/run/generated-streams.ts";

const DAY_SECONDS = 86_400;
/** What is promised. */
const SIXTY_DAYS_SECONDS_AT_MOST = 10;
const THOUSAND_STREAMS_SECONDS_AT_MOST = 60;
/** Of the heap, between a short run's and a long one's: what grows with the run are its reshards, at most ten a day. */
const HEAP_GROWTH_BYTES_AT_MOST = 20_000_000;

const headroom = { kind: "headroom", name: "headroom", rule: "", policy: DEFAULT_POLICY, producersPublish: true } as const;

async function measured(days: number): Promise<{ readonly seconds: number; readonly heapBytes: number }> {
	const load = dailyRhythmLoad({ durationSeconds: days * DAY_SECONDS, lowestRecordsPerSecond: 800, highestRecordsPerSecond: 8_000 });
	const startedMs = performance.now();
	await run(load, headroom, DEFAULT_SIMULATION_SETTINGS);
	const seconds = (performance.now() - startedMs) / 1_000;
	globalThis.gc?.();
	return { seconds, heapBytes: process.memoryUsage().heapUsed };
}

const short = await measured(2);
const long = await measured(60);
const heapGrowthBytes = long.heapBytes - short.heapBytes;
console.log(`simulate, 60 days by the second: ${long.seconds.toFixed(1)} s; at most ${SIXTY_DAYS_SECONDS_AT_MOST} wanted`);
console.log(`simulate, heap after 60 days over heap after 2: ${(heapGrowthBytes / 1e6).toFixed(1)} MB more`);

const startedMs = performance.now();
const streams = await simulateGeneratedStreams({ firstSeed: 1, streamCount: 1_000, days: 1 }, 2);
const streamsSeconds = (performance.now() - startedMs) / 1_000;
console.log(
	`simulate, 1,000 streams over a day, two threads: ${streamsSeconds.toFixed(1)} s; at most ${THOUSAND_STREAMS_SECONDS_AT_MOST} wanted` +
		` (${streams.reshards} reshards, ${streams.refusedCalls} calls refused)`,
);
if (long.seconds > SIXTY_DAYS_SECONDS_AT_MOST || streamsSeconds > THOUSAND_STREAMS_SECONDS_AT_MOST) process.exitCode = 1;
if (heapGrowthBytes > HEAP_GROWTH_BYTES_AT_MOST) process.exitCode = 1;

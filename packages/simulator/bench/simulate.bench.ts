// One stream over 60 days by the second, and 1,000 streams over a day on two threads. Run with `npm run bench -- simulate`.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DEFAULT_POLICY } from "@headroom/engine";
import { DEFAULT_SIMULATION_SETTINGS, dailyRhythmLoad, run } from "../src/index.ts";
import type { LoadSource } from "../src/load-source.ts";
import { simulateGeneratedStreams } from "../src/run/generated-streams.ts";

const DAY_SECONDS = 86_400;
/** What is promised. */
const SIXTY_DAYS_SECONDS_AT_MOST = 10;
const THOUSAND_STREAMS_SECONDS_AT_MOST = 60;
/** Of what is alive on the heap, between a short run and a long one: what grows with the run are its reshards, at most ten a day. */
const HEAP_GROWTH_BYTES_AT_MOST = 2_000_000;
const LOOKS_AT_THE_HEAP = 8;

const headroom = { kind: "headroom", name: "headroom", rule: "", policy: DEFAULT_POLICY, producersPublish: true } as const;

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");
if (typeof collectGarbage !== "function")
	throw new Error("This Node.js does not let garbage be collected on demand; without it the heap says nothing.");
const gc = collectGarbage;

function rhythm(days: number): LoadSource {
	return dailyRhythmLoad({ durationSeconds: days * DAY_SECONDS, lowestRecordsPerSecond: 800, highestRecordsPerSecond: 8_000 });
}

async function secondsFor(days: number): Promise<number> {
	const startedMs = performance.now();
	await run(rhythm(days), headroom, DEFAULT_SIMULATION_SETTINGS);
	return (performance.now() - startedMs) / 1_000;
}

/** The most that was alive while it ran. */
async function mostHeapBytes(days: number): Promise<number> {
	const load = rhythm(days);
	let nextLookAtSecond = 0;
	let most = 0;
	const watched: LoadSource = {
		startMs: load.startMs,
		durationSeconds: load.durationSeconds,
		at: (second) => {
			if (second >= nextLookAtSecond) {
				nextLookAtSecond += load.durationSeconds / LOOKS_AT_THE_HEAP;
				gc();
				most = Math.max(most, process.memoryUsage().heapUsed);
			}
			return load.at(second);
		},
	};
	await run(watched, headroom, DEFAULT_SIMULATION_SETTINGS);
	return most;
}

const longSeconds = await secondsFor(60);
const shortHeapBytes = await mostHeapBytes(2);
const heapGrowthBytes = (await mostHeapBytes(60)) - shortHeapBytes;
console.log(`simulate, 60 days by the second: ${longSeconds.toFixed(1)} s; at most ${SIXTY_DAYS_SECONDS_AT_MOST} wanted`);
console.log(
	`simulate, most alive on the heap within 60 days over within 2: ${(heapGrowthBytes / 1e6).toFixed(1)} MB more; at most ${HEAP_GROWTH_BYTES_AT_MOST / 1e6} wanted`,
);

const startedMs = performance.now();
const streams = await simulateGeneratedStreams({ firstSeed: 1, streamCount: 1_000, days: 1 }, 2);
const streamsSeconds = (performance.now() - startedMs) / 1_000;
console.log(
	`simulate, 1,000 streams over a day, two threads: ${streamsSeconds.toFixed(1)} s; at most ${THOUSAND_STREAMS_SECONDS_AT_MOST} wanted` +
		` (${streams.reshards} reshards, ${streams.refusedCalls} calls refused)`,
);
if (longSeconds > SIXTY_DAYS_SECONDS_AT_MOST || streamsSeconds > THOUSAND_STREAMS_SECONDS_AT_MOST) process.exitCode = 1;
if (heapGrowthBytes > HEAP_GROWTH_BYTES_AT_MOST) process.exitCode = 1;

import { DEFAULT_POLICY } from "@headroom/engine";
import { heldOutLoad } from "../generators/index.ts";
import { run } from "./run.ts";
import { DEFAULT_SIMULATION_SETTINGS } from "./simulation-settings.ts";

/** Streams whose loads are drawn from seeds one after the other. */
export interface GeneratedStreams {
	readonly firstSeed: number;
	readonly streamCount: number;
	readonly days: number;
}

/** Sums over the streams. */
export interface StreamsAnswer {
	readonly offeredRecords: number;
	readonly throttledRecords: number;
	readonly shardHours: number;
	readonly reshards: number;
	readonly refusedCalls: number;
	/** The highest of any one stream. */
	readonly mostReshardsInADay: number;
}

const HEADROOM = { kind: "headroom", name: "headroom", rule: "", policy: DEFAULT_POLICY, producersPublish: true } as const;

export default async function simulateStreams({ firstSeed, streamCount, days }: GeneratedStreams): Promise<StreamsAnswer> {
	const sums = { offeredRecords: 0, throttledRecords: 0, shardHours: 0, reshards: 0, refusedCalls: 0, mostReshardsInADay: 0 };
	for (let seed = firstSeed; seed < firstSeed + streamCount; seed += 1) {
		const figures = await run(heldOutLoad(seed, days), HEADROOM, { ...DEFAULT_SIMULATION_SETTINGS, seed });
		sums.offeredRecords += figures.offeredRecords;
		sums.throttledRecords += figures.throttledRecords;
		sums.shardHours += figures.shardHours;
		sums.reshards += figures.reshards.length;
		sums.refusedCalls += figures.refusedByALimit + figures.refusedWhileUpdating;
		sums.mostReshardsInADay = Math.max(sums.mostReshardsInADay, figures.mostReshardsInADay);
	}
	return sums;
}

import type { OpenShardRange } from "@headroom/emulators";
import { DEFAULT_KINESIS_SETTINGS } from "@headroom/emulators";
import type { LoadSource } from "../load-source.ts";
import { Arrivals } from "../stream/arrivals.ts";
import { ShardWrites, shardsFilled } from "../stream/shard-writes.ts";
import type { Contender } from "./contender.ts";
import type { OnProgress } from "./progress.ts";
import { type RunFigures, RunRecorder } from "./run-figures.ts";
import type { SimulationSettings } from "./simulation-settings.ts";

const SECONDS_PER_MINUTE = 60;
const HASH_KEY_BITS = 128n;
const FRACTION_BITS = 52;

/** A load under the service's own scaling: no calls and no visible reshards, only a capacity that follows the load. */
export function onDemandRun(
	load: LoadSource,
	contender: Extract<Contender, { kind: "on-demand" }>,
	settings: SimulationSettings,
	onProgress: OnProgress,
): RunFigures {
	const { startMs, durationSeconds } = load;
	const service = contender.create();
	const recorder = new RunRecorder(startMs, durationSeconds);
	const writes = new ShardWrites({
		arrivals: settings,
		settings: { ...DEFAULT_KINESIS_SETTINGS, ...settings.kinesis },
		writeAttempts: settings.writeAttempts,
	});
	const arrivals = new Arrivals(settings);
	let shardCount = 0;
	let minute = { peakShards: 0, sumShards: 0, throttledRecords: 0 };
	for (let second = 0; second < durationSeconds; second += 1) {
		const wanted = Math.max(1, Math.round(service.capacityShards));
		if (wanted !== shardCount) {
			shardCount = wanted;
			writes.setShards(evenShards(shardCount));
		}
		const { recordsPerSecond, bytesPerRecord, hotKeyShare = 0, hotRange } = load.at(second);
		writes.write(arrivals.draw(recordsPerSecond), bytesPerRecord, hotKeyShare, hotRange);
		const written = writes.second;
		recorder.add(second, written, bytesPerRecord, shardCount);
		const filled = shardsFilled(written.offered, bytesPerRecord);
		minute.peakShards = Math.max(minute.peakShards, filled);
		minute.sumShards += filled;
		minute.throttledRecords += written.refusedAttempts;
		if ((second + 1) % SECONDS_PER_MINUTE !== 0) continue;
		const { peakShards, sumShards, throttledRecords } = minute;
		service.onMinute({
			startMs: startMs + (second + 1 - SECONDS_PER_MINUTE) * 1_000,
			peakShards,
			meanShards: sumShards / SECONDS_PER_MINUTE,
			throttledRecords,
		});
		minute = { peakShards: 0, sumShards: 0, throttledRecords: 0 };
	}
	onProgress(durationSeconds);
	return recorder.figures();
}

/** The service's shards are not visible. Even shards of the same capacity stand for them. Their names change, so buckets start full. */
function evenShards(shardCount: number): OpenShardRange[] {
	return Array.from({ length: shardCount }, (_, index) => ({
		shardId: `${index} of ${shardCount}`,
		startingHashKey: BigInt(Math.floor((index / shardCount) * 2 ** FRACTION_BITS)) << (HASH_KEY_BITS - BigInt(FRACTION_BITS)),
	}));
}

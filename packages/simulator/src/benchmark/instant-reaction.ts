import { DEFAULT_KINESIS_SETTINGS } from "@headroom/emulators";
import { DEFAULT_POLICY, highestLegalTarget, lowestLegalTarget } from "@headroom/engine";
import type { LoadSource } from "../load-source.ts";
import { shardCountForFirstMinute } from "../run/load-profile.ts";
import { shardsFilled } from "../stream/shard-writes.ts";

const SECONDS_PER_MINUTE = 60;
const { scaleOutUtilization, stabilizationWindowSeconds, targetUtilization } = DEFAULT_POLICY;
const WINDOW_MINUTES = stabilizationWindowSeconds / SECONDS_PER_MINUTE;
/** A scale in saves a quarter at least, as the engine's. */
const SCALE_IN_TO_AT_MOST = 0.75;

/**
 * The share of records that is throttled although every second is seen at once: without the delay of metrics and without the limit of ten
 * reshards a day. So it shows what the default policy's target and band cost if only a reshard's own time delays the shards. A yardstick,
 * not a bound: a policy with more spare shards, or one that doubles, throttles less. Reshards are as quick as their fewest splits or
 * merges. There is no chance within a second.
 *
 * @returns ratio, 0 to 1
 */
export function instantReactionThrottledShare(load: LoadSource): number {
	let shardCount = shardCountForFirstMinute(load);
	let target = shardCount;
	let activeAtSecond = 0;
	let offered = 0;
	let throttled = 0;
	let minuteHighest = 0;
	const highestByMinute: number[] = [];
	for (let second = 0; second < load.durationSeconds; second += 1) {
		const { bytesPerRecord, recordsPerSecond } = load.at(second);
		const fullShards = shardsFilled(recordsPerSecond, bytesPerRecord);
		if (second >= activeAtSecond) shardCount = target;
		offered += recordsPerSecond;
		if (fullShards > shardCount) throttled += recordsPerSecond * (1 - shardCount / fullShards);
		minuteHighest = Math.max(minuteHighest, fullShards);
		const endsMinute = second % SECONDS_PER_MINUTE === SECONDS_PER_MINUTE - 1;
		if (endsMinute) {
			highestByMinute.push(minuteHighest);
			if (highestByMinute.length > WINDOW_MINUTES) highestByMinute.shift();
			minuteHighest = 0;
		}
		if (second < activeAtSecond) continue;
		const takes = Math.max(1, Math.ceil(fullShards / targetUtilization));
		if (fullShards > scaleOutUtilization * shardCount) target = Math.min(takes, highestLegalTarget(shardCount));
		else if (endsMinute && highestByMinute.length === WINDOW_MINUTES) {
			const window = Math.max(takes, Math.ceil(Math.max(...highestByMinute) / targetUtilization), lowestLegalTarget(shardCount));
			if (window <= SCALE_IN_TO_AT_MOST * shardCount) target = window;
		}
		if (target !== shardCount) activeAtSecond = second + reshardSeconds(shardCount, target);
	}
	return offered === 0 ? 0 : throttled / offered;
}

function reshardSeconds(from: number, to: number): number {
	const { reshardBaseMs, reshardMaximumMs, reshardPerMutationMs } = DEFAULT_KINESIS_SETTINGS;
	return Math.min(reshardMaximumMs, reshardBaseMs + reshardPerMutationMs * Math.abs(to - from)) / 1_000;
}

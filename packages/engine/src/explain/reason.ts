import type { Decision } from "../decision.ts";
import type { FloorFacts, Minimum, MinimumReason, ReasonStep, StabilizeStep, VerdictStep } from "../step.ts";
import { duration, percent, rate, shards, whole } from "./format.ts";
import { describeLoad } from "./load.ts";
import { SHOWN_WORDS_LENGTH } from "./override.ts";
import { shortWords } from "./visible-text.ts";

const MINIMUM_REASONS: Readonly<Record<MinimumReason, string>> = {
	"daily-peak": "few reshards are left, so Headroom goes towards the daily peak at once",
	floor: "the floor that applies now",
	"minimum-step": "the smallest step is 25 %, rounded up",
	surge: "doubled, because the load surges and its size is unknown",
};

/** Why Headroom recommends more shards than the load takes, as the end of a sentence after `mark`; empty if it does not. */
export function describeMinimum(mark: "," | ";", { minimumReason, recommendedShardCount }: Minimum): string {
	return minimumReason === undefined ? "" : `${mark} raised to ${whole(recommendedShardCount)}: ${MINIMUM_REASONS[minimumReason]}`;
}

/** Why a change is wanted, or why none is, as part of a sentence. */
export function describeReason(step: ReasonStep, { measured, openShardCount }: Pick<Decision, "measured" | "openShardCount">): string {
	const load = describeLoad(measured, openShardCount);
	switch (step.kind) {
		case "no-data":
			return `${load}, and Headroom does not scale in without data`;
		case "at-floor":
			return `${load}, and the floor allows no fewer shards`;
		case "in-band":
			return `${load}, inside the band of ${percent(step.scaleInUtilization)} to ${percent(step.scaleOutUtilization)}`;
		case "floor":
			return describeFloor(step);
		case "above-maximum":
			return `the policy allows at most ${shards(step.maxShardCount)}, and ${load}`;
		case "load": {
			const { rising } = step;
			const ahead =
				rising === undefined ? "" : `, rising to ${percent(rising.utilizationAhead)} within ${duration(rising.lookAheadSeconds)}`;
			return `${load}${ahead}${describeMinimum(";", step)}`;
		}
		case "request":
			return `${shortWords(step.by, SHOWN_WORDS_LENGTH)} asks ${describeRequest(step)}: ${shortWords(step.reason, SHOWN_WORDS_LENGTH)}`;
		case "micro-burst":
			return `${load}: bursts shorter than the metric's period${describeMinimum(";", step)}`;
		case "uneven-ranges":
			return `${describeUneven(step)}, with ${inUse({ measured, openShardCount })}: uneven hash-key ranges, and one uniform reshard makes them even${describeMinimum(";", step)}`;
		case "hot-key": {
			const { hottest } = step;
			const isOne = hottest !== undefined && step.hotShardIds.length === 1;
			const width = isOne ? `, which has ${percent(hottest.hashKeyShare)} of the hash keys` : "";
			const share = `${percent(step.hotShare)} of them on ${step.hotShardIds.join(", ")}${width}`;
			return `${rate(step.throttledPerSecond)} writes per second are throttled, ${share}, with ${inUse({ measured, openShardCount })}: a hot key, and more shards would not help`;
		}
		case "hot-key-suspected":
			return `${rate(step.throttledPerSecond)} writes per second are still throttled after a step of 25 %, with ${inUse({ measured, openShardCount })}: a hot key is likely, and more shards would not help`;
		case "window-not-covered":
		case "measured-before-reshard":
		case "throttled-in-window":
		case "saves-too-little":
			return `${load}, but ${describeWindow(step, openShardCount)}`;
		case "scale-in":
			return `${load}, and ${describeWindow(step, openShardCount)}`;
		default:
			return step satisfies never;
	}
}

/** What a person asks for, after "asks". */
function describeRequest({ shardCount, splitShardId }: Extract<ReasonStep, { kind: "request" }>): string {
	return splitShardId === undefined ? `for ${shards(shardCount)}` : `to split ${splitShardId}`;
}

function describeUneven(step: Extract<VerdictStep, { kind: "uneven-ranges" }>): string {
	const { hashKeyShare, hotShardIds, hotShare, throttledPerSecond, timesEven, widestShardId } = step;
	const width = `${percent(hashKeyShare)} of the hash keys (${rate(timesEven)} times an even share)`;
	const throttled = `${rate(throttledPerSecond)} writes per second are throttled`;
	if (hotShare === undefined) return `${throttled}, and ${widestShardId} has ${width}`;
	return `${throttled}, ${percent(hotShare)} of them on ${hotShardIds.join(", ")}, which ${hotShardIds.length === 1 ? "has" : "have"} ${width}`;
}

function inUse({ measured, openShardCount }: Pick<Decision, "measured" | "openShardCount">): string {
	return measured.kind === "no-data" ? "no recent utilization" : `${percent(measured.utilization)} of ${shards(openShardCount)} in use`;
}

function describeFloor({ scheduledFloorName, shardCount }: FloorFacts): string {
	return scheduledFloorName === undefined
		? `the policy asks for at least ${shards(shardCount)}`
		: `the scheduled floor "${scheduledFloorName}" asks for ${shards(shardCount)}`;
}

/** What the stabilization window says about a scale in. */
function describeWindow(step: StabilizeStep, openShardCount: number): string {
	switch (step.kind) {
		case "window-not-covered":
			return `CloudWatch has datapoints for only ${percent(step.coveredRatio)} of the last ${duration(step.windowSeconds)}, and Headroom does not scale in without data`;
		case "measured-before-reshard":
			return "the newest datapoint is older than the last reshard and does not show why that was made";
		case "throttled-in-window":
			return `writes were throttled within the last ${duration(step.windowSeconds)}`;
		case "saves-too-little": {
			const { isForBursts, shardCount, windowSeconds } = step;
			const needed = isForBursts ? describeBursts(shardCount) : `the last ${duration(windowSeconds)} needed up to ${shards(shardCount)}`;
			const open = whole(openShardCount);
			return shardCount < openShardCount ? `${needed}, which saves less than a quarter of ${open}` : `${needed}, and ${open} are open`;
		}
		case "scale-in":
			return step.isForBursts
				? describeBursts(step.shardCount)
				: `the last ${duration(step.windowSeconds)} never needed more than ${shards(step.shardCount)}`;
		default:
			return step satisfies never;
	}
}

function describeBursts(shardCount: number): string {
	return `bursts of the last 24 h needed ${shards(shardCount)}`;
}

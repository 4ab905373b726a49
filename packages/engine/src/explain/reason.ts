import type { Decision } from "../decision.ts";
import type { FloorFacts, Minimum, MinimumReason, ReasonStep, StabilizeStep } from "../step.ts";
import { duration, percent, rate, shards, whole } from "./format.ts";
import { describeLoad } from "./load.ts";
import { SHOWN_WORDS_LENGTH } from "./override.ts";
import { shortWords } from "./visible-text.ts";

const MINIMUM_REASONS: Readonly<Record<MinimumReason, string>> = {
	"daily-peak": "few reshards are left, and the stream had as many for load within the last 24 h",
	floor: "the floor in force",
	"minimum-step": "the smallest step is 25 %, rounded up",
	surge: "doubled, since nobody knows how large the crowd will be",
};

/** Why more shards are recommended than the load takes, as the end of a sentence after `mark`; empty where they are not. */
export function describeMinimum(mark: "," | ";", { minimumReason, recommendedShardCount }: Minimum): string {
	return minimumReason === undefined ? "" : `${mark} raised to ${whole(recommendedShardCount)}: ${MINIMUM_REASONS[minimumReason]}`;
}

/** Why something is wanted, or why nothing is, as part of a sentence. */
export function describeReason(step: ReasonStep, { measured, openShardCount }: Pick<Decision, "measured" | "openShardCount">): string {
	const load = describeLoad(measured, openShardCount);
	switch (step.kind) {
		case "no-data":
			return "nothing recent was measured, and silence is not low load";
		case "at-floor":
			return `${load}, and no fewer are allowed`;
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
			return `${shortWords(step.by, SHOWN_WORDS_LENGTH)} asks for ${shards(step.shardCount)}: ${shortWords(step.reason, SHOWN_WORDS_LENGTH)}`;
		case "micro-burst":
			return `${load}: bursts shorter than the metric's period${describeMinimum(";", step)}`;
		case "hot-key": {
			const share = `${percent(step.hotShare)} of them on ${step.hotShardIds.join(", ")}`;
			return `${throttled(step.throttledPerSecond)}, ${share}, with ${inUse({ measured, openShardCount })}: a hot key, and more shards would not help`;
		}
		case "hot-key-suspected":
			return `${throttled(step.throttledPerSecond)}, as before the last step of 25 %, with ${inUse({ measured, openShardCount })}: a hot key is likely, and more shards would not help`;
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

function throttled(throttledPerSecond: number): string {
	return `${rate(throttledPerSecond)} writes per second are throttled`;
}

function inUse({ measured, openShardCount }: Pick<Decision, "measured" | "openShardCount">): string {
	return measured.kind === "no-data" ? "no recent utilization" : `${percent(measured.utilization)} of ${shards(openShardCount)} in use`;
}

function describeFloor({ scheduledFloorName, shardCount }: FloorFacts): string {
	return scheduledFloorName === undefined
		? `the policy asks for at least ${shards(shardCount)}`
		: `the scheduled floor "${scheduledFloorName}" asks for ${shards(shardCount)}`;
}

/** What the stabilization window says of a scale in. */
function describeWindow(step: StabilizeStep, openShardCount: number): string {
	switch (step.kind) {
		case "window-not-covered":
			return `only ${percent(step.coveredRatio)} of the last ${duration(step.windowSeconds)} was measured, and silence is not low load`;
		case "measured-before-reshard":
			return "that was measured before the last reshard, and what made it is not told yet";
		case "throttled-in-window":
			return `writes were throttled within the last ${duration(step.windowSeconds)}`;
		case "saves-too-little": {
			const { isForBursts, shardCount, windowSeconds } = step;
			const asked = isForBursts ? describeBursts(shardCount) : `the last ${duration(windowSeconds)} asked for up to ${shards(shardCount)}`;
			const saves = shardCount < openShardCount ? `saves less than a quarter of ${whole(openShardCount)}` : "is no fewer than are open";
			return `${asked}, which ${saves}`;
		}
		case "scale-in":
			return step.isForBursts
				? describeBursts(step.shardCount)
				: `the last ${duration(step.windowSeconds)} never asked for more than ${shards(step.shardCount)}`;
		default:
			return step satisfies never;
	}
}

function describeBursts(shardCount: number): string {
	return `bursts of the last 24 h were answered with ${shards(shardCount)}`;
}

import type { Decision } from "../decision.ts";
import { RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";
import type { GateStep, HotRange, InputFault, LimitStep, LoadFacts, MeasureStep, Step } from "../step.ts";
import { duration, percent, rate, shards, utcSecond, whole } from "./format.ts";
import { describeBlock, describeGuessed, describeLimits } from "./limits.ts";
import { describeLoad } from "./load.ts";
import { describeOverride, SHOWN_WORDS_LENGTH } from "./override.ts";
import { describeMinimum, describeReason } from "./reason.ts";
import { shortWords, visibleText } from "./visible-text.ts";

/** One step of a decision as a sentence, in one line. */
export function stepSentence(step: Step, decision: Decision): string {
	return visibleText(sentenceOf(step, decision));
}

function sentenceOf(step: Step, decision: Decision): string {
	switch (step.step) {
		case "measure":
			return step.kind === "load" ? measureSentence(step, decision) : sentence(describeFault(step.fault));
		case "recommend":
			if (step.kind === "load") return loadSentence(step);
			// A sentence that began with the person's name would change its spelling.
			if (step.kind === "request")
				return sentence(
					`${shards(step.shardCount)}${step.splitShardId === undefined ? "" : ` by splitting ${step.splitShardId}`}, asked for by ${shortWords(step.by, SHOWN_WORDS_LENGTH)}: ${shortWords(step.reason, SHOWN_WORDS_LENGTH)}`,
				);
			return sentence(describeReason(step, decision));
		case "stabilize":
			return sentence(describeReason(step, decision));
		case "verdict":
			return `${sentence(describeReason(step, decision))}${step.kind === "hot-key" ? hotRangeSentence(step.hottest, decision) : ""}`;
		case "limit":
			return limitSentence(step, decision);
		case "gate":
			return gateSentence(step, decision);
		default:
			return step satisfies never;
	}
}

function measureSentence({ faultyDatapoints }: MeasureStep, { measured, openShardCount }: Decision): string {
	const faulty = faultyDatapoints === 0 ? "" : ` Faulty datapoints, treated as missing: ${whole(faultyDatapoints)}.`;
	const load = describeLoad(measured, openShardCount);
	switch (measured.kind) {
		case "no-data":
			return `${sentence(load)}${faulty}`;
		case "assumed-full":
			return `Producers report throttled writes that the service's metrics do not show yet. Headroom assumes full shards: ${load}.${faulty}`;
		case "measured":
			return `${load}, over ${duration(measured.windowSeconds)}.${faulty}`;
		default:
			return measured satisfies never;
	}
}

/** From the need to the recommendation: "That fills 1.8 shards; a target of 75 % takes 3 shards." */
function loadSentence(step: LoadFacts): string {
	const { effectiveTargetUtilization, fullShards, loadShardCount, targetUtilization, utilizationAfter } = step;
	const scarce =
		effectiveTargetUtilization < targetUtilization ? ` (lowered from ${percent(targetUtilization)}: few reshards are left)` : "";
	const takes = `takes ${shards(loadShardCount)}${describeMinimum(",", step)}`;
	return utilizationAfter === effectiveTargetUtilization
		? `That fills ${rate(fullShards)} shards; a target of ${percent(effectiveTargetUtilization)}${scarce} ${takes}.`
		: `The trend fills ${rate(fullShards)} shards by the end of the look-ahead; a utilization of ${percent(utilizationAfter)}${scarce} ${takes}.`;
}

function limitSentence(step: LimitStep, { openShardCount }: Decision): string {
	if (step.kind === "path") {
		const count = step.shardCounts.length - 1;
		return `In ${count === 1 ? "one step" : `${whole(count)} steps`}: ${step.shardCounts.map(whole).join(" → ")}.`;
	}
	const quota = step.isQuotaKnown ? "" : " The account's quota is unknown; the service refuses a reshard that exceeds it.";
	const wanted = `Wanted ${shards(step.wantedShardCount)}`;
	if (step.kind === "blocked") return `${wanted}: ${describeBlock(step.block, openShardCount)}.${quota}`;
	const { limits, targetShardCount } = step;
	const shaped = limits.length === 0 ? "which one call can reach" : `${describeLimits(limits)} to ${whole(targetShardCount)}`;
	return `${wanted}, ${shaped}.${quota}`;
}

function gateSentence(step: GateStep, { openShardCount }: Decision): string {
	switch (step.kind) {
		case "open":
			if (step.triedAgainst !== undefined) {
				return `${describeGuessed(step.triedAgainst)} This is the one try a day that Headroom makes against guessed entries.`;
			}
			return `Nothing forbids it; ${whole(step.reshardsLeft)} of ${RESHARDS_PER_ROLLING_DAY} reshards are left before it.`;
		case "blocked":
			return sentence(describeBlock(step.block, openShardCount));
		case "override-passed":
			return `The stream is ${describeOverride(step.override)}. The override binds the autoscaler, not a person.`;
		case "asked-again":
			return `Headroom asks the service again from ${utcSecond(step.atMs)} on.`;
		default:
			return step satisfies never;
	}
}

/** Which hash keys are hot, and what a person can find out about them. */
function hotRangeSentence(hottest: HotRange | undefined, { streamName }: Decision): string {
	if (hottest === undefined) return "";
	const { endingHashKey, shardId, startingHashKey } = hottest;
	return (
		` The hash keys of ${shardId} are ${startingHashKey} to ${endingHashKey}.` +
		` If many keys share them, \`headroom split ${streamName} --shard ${shardId}\` halves its load; a single key stays on one shard.`
	);
}

/** What makes a decision impossible, as part of a sentence. */
export function describeFault(fault: InputFault): string {
	switch (fault.fault) {
		case "durations":
			return "a duration or the reserve of the policy is negative or not a number";
		case "observed-at":
			return `observedAtMs is ${fault.observedAtMs}, which is not a time`;
		case "scale-out-utilization":
			return `the policy's scaleOutUtilization is ${fault.scaleOutUtilization}, which is not a ratio`;
		case "scheduled-floor":
			return `the policy's scheduled floor "${fault.name}" asks for ${fault.minShardCount} shards; it must be whole, from 1`;
		case "shard-counts":
			return `the policy's shard counts are ${fault.minShardCount} to ${fault.maxShardCount}; they must be whole, from 1, and in order`;
		case "stabilization-window":
			return `the policy's stabilizationWindowSeconds is ${fault.stabilizationWindowSeconds}; it must be above 0`;
		case "utilizations": {
			const { scaleInUtilization, scaleOutUtilization, targetUtilization } = fault;
			return `the policy needs scaleInUtilization < targetUtilization <= scaleOutUtilization and has ${scaleInUtilization}, ${targetUtilization}, ${scaleOutUtilization}`;
		}
		case "write-attempts":
			return `the policy's writeAttemptsPerRecord is ${fault.writeAttemptsPerRecord}; it must be at least 1`;
		default:
			return fault satisfies never;
	}
}

/** Makes a sentence of a part of one. */
function sentence(part: string): string {
	return `${part.charAt(0).toUpperCase()}${part.slice(1)}.`;
}

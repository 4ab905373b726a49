import type {
	Conflict,
	ManualReshardPlan,
	ManualReshardRequest,
	ManualReshardStep,
	RefusedReshard,
	ScaleResult,
} from "@headroom/controller";
import {
	type Cost,
	describeOverride,
	type PlanStep,
	planReshard,
	RESHARDS_PER_ROLLING_DAY,
	shards,
	utcMinute,
	visibleText,
	writtenPlanStep,
} from "@headroom/engine";
import { CliError } from "../../shared/errors/cli-error.ts";
import { table } from "../../shared/format/table.ts";
import { iso, span, until } from "../../shared/format/time.ts";
import { overrideJson } from "../../shared/override/override-json.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

type Feasible = Exclude<ManualReshardPlan, RefusedReshard>;

/** Each step with the limits that shaped it and the reshards left after it; then duration, cost and warnings. */
export function planView(terminal: Terminal, streamName: string, plan: Feasible, { holdUntilMs }: ManualReshardRequest): string {
	const { colors } = terminal;
	const hold = holdUntilMs === undefined ? [] : [`Held until ${utcMinute(holdUntilMs)}: the autoscaler does not undo it.`];
	if (plan.kind === "nothing-to-do") return [`${streamName} has ${shards(plan.openShardCount)} already.`, ...hold].join("\n");
	const { estimatedFrom, estimatedSeconds, monthlyCostDifference, openShardCount, targetShardCount, warnings } = plan;
	const rows = plan.steps.map((step, index) => [
		String(index + 1),
		`${step.fromShardCount} → ${step.toShardCount}`,
		writtenPlanStep(step).shapedBy ?? "",
		`${step.reshardsLeftAfter} of ${RESHARDS_PER_ROLLING_DAY}`,
	]);
	return [
		`${colors.bold(streamName)}: ${openShardCount} → ${shards(targetShardCount)} in ${plan.steps.length === 1 ? "1 step" : `${plan.steps.length} steps`}`,
		"",
		table(
			terminal,
			[{ title: "step", align: "right" }, { title: "shards" }, { title: "shaped by" }, { title: "reshards left", align: "right" }],
			rows,
		),
		"",
		`It takes about ${span(estimatedSeconds * 1000)} (${estimatedFrom === "ledger" ? "as long as this stream's own reshards" : "assumed: this stream has no reshard of its own yet"}). ${costWords(monthlyCostDifference)}`,
		...hold,
		...warnings.map((warning) => colors.yellow(`! ${warning}`)),
	].join("\n");
}

function costWords(cost: Cost): string {
	if (cost.kind === "unknown") return `Cost: unknown (${cost.reason})`;
	const { usdPerMonth } = cost;
	return `Cost: ${usdPerMonth < 0 ? "−" : "+"}${Math.abs(usdPerMonth).toFixed(2)} USD a month.`;
}

/** Why the reshard is refused, when it may be possible, and what is possible now. */
export function refusedError(refused: RefusedReshard, nowMs: number): CliError {
	const { message, possibleAtMs, reachable, refusedBy } = refused;
	return new CliError(refusedBy === "target-invalid" ? "usage" : "refused", visibleText(message), {
		hints: [
			...(possibleAtMs === undefined ? [] : [`Possible from ${until(possibleAtMs, nowMs)} on.`]),
			...(reachable === undefined ? [] : [`Now: --to ${reachable.lowest} to ${reachable.highest}.`]),
		],
	});
}

/** What was done, what remains, and how to go on. */
export function resultView(result: ScaleResult, targetShardCount: number, nowMs: number): string {
	const { heldUntilMs, holdFault, incomplete } = result;
	return [
		endWords(result, targetShardCount, nowMs),
		...(heldUntilMs === undefined ? [] : [`Held until ${until(heldUntilMs, nowMs)}; end it: headroom release ${result.streamName}`]),
		...(holdFault === undefined ? [] : [visibleText(holdFault)]),
		...incomplete.map((says) => `A write, a message or a re-check failed; the next evaluation makes up for it: ${says}`),
	].join("\n");
}

function endWords(result: ScaleResult, targetShardCount: number, nowMs: number): string {
	const { end, openShardCount, streamName } = result;
	const goOn = `Go on: headroom scale ${streamName} --to ${targetShardCount}`;
	switch (end.kind) {
		case "done":
			return `Done: ${streamName} is ACTIVE with ${shards(openShardCount)}.`;
		case "nothing-to-do":
			return `${streamName} has ${shards(openShardCount)}: nothing to do.`;
		case "stopped":
			return `Stopped. ${stoppedWords(result, end.isResharding)} ${goOn}`;
		case "refused": {
			const { hints, message } = refusedError(end.refused, nowMs);
			return [`${message} ${doneWords(result)}`, ...hints, goOn].join("\n");
		}
		case "service-refused":
			return `The service refused: ${end.message}. ${doneWords(result)}`;
		case "lost-race":
			return `${conflictWords(end.to)} ${doneWords(result)} See: headroom status ${streamName}`;
		case "unknown-outcome":
			return `The service's answer was lost: ${end.error.message} The history has the request; the next scale or the autoscaler finds the outcome. ${goOn}`;
		case "failed":
			return `${end.error.message} ${doneWords(result)} ${goOn}`;
		default:
			return end satisfies never;
	}
}

function conflictWords(to: Conflict): string {
	return visibleText(conflictSentence(to));
}

function conflictSentence(to: Conflict): string {
	switch (to.kind) {
		case "lease":
			return `${to.lease.by} was first and is scaling to ${shards(to.lease.targetShardCount)}: ${to.lease.reason}.`;
		case "intent": {
			const who = to.intent.by ?? "The autoscaler";
			return `${who} was first and has just asked for ${to.intent.fromShardCount} → ${shards(to.intent.targetShardCount)}.`;
		}
		case "override":
			return `Somebody else was first: the stream is ${describeOverride(to.override)}.`;
		case "unknown":
			return "Somebody else was first.";
		default:
			return to satisfies never;
	}
}

function doneWords({ done, openShardCount, streamName }: ScaleResult): string {
	if (done.length === 0) return "Nothing was done.";
	return `Done so far: ${steps(done)}; ${streamName} has ${shards(openShardCount)}.`;
}

/** What of the plan was done, goes on by itself, and was never asked for. */
function stoppedWords({ done, openShardCount, targetShardCount }: ScaleResult, isResharding: boolean): string {
	const last = done.at(-1);
	if (last === undefined) return "Nothing was done.";
	const finished = isResharding ? done.slice(0, -1) : done;
	const rest = planReshard(isResharding ? last.toShardCount : openShardCount, targetShardCount);
	const parts = [
		...(finished.length === 0 ? [] : [`${steps(finished)} ${finished.length === 1 ? "is" : "are"} done`]),
		...(isResharding ? [`${steps([last])} was asked for and goes on`] : []),
		...(rest.length === 0 ? [] : [`${steps(rest)} ${rest.length === 1 ? "was" : "were"} not${isResharding ? "" : " asked for"}`]),
	];
	return `${parts.join("; ")}.`;
}

function steps(planned: readonly PlanStep[]): string {
	return planned.map(({ fromShardCount, toShardCount }) => `${fromShardCount} → ${toShardCount}`).join(", ");
}

/** The plan in `scale --json`. */
export function planJson(plan: Feasible): object {
	const replaces = overrideJson(plan.replaces);
	if (plan.kind === "nothing-to-do") return { ...plan, replaces };
	const { estimatedFrom, estimatedSeconds, kind, monthlyCostDifference, openShardCount, reshardsLeftAfter, targetShardCount, warnings } =
		plan;
	const usdPerMonth = monthlyCostDifference.kind === "known" ? monthlyCostDifference.usdPerMonth : null;
	return {
		kind,
		openShardCount,
		targetShardCount,
		steps: plan.steps.map(stepJson),
		reshardsLeftAfter,
		usdPerMonth,
		estimatedSeconds,
		estimatedFrom,
		replaces,
		warnings,
	};
}

/** The result in `scale --json`. */
export function resultJson({ done, end, heldUntilMs, holdFault, incomplete, openShardCount, remaining }: ScaleResult): object {
	return {
		end: end.kind,
		openShardCount,
		done: done.map(stepJson),
		remaining: remaining.map(({ fromShardCount, toShardCount }) => ({ fromShardCount, toShardCount })),
		heldUntil: heldUntilMs === undefined ? null : iso(heldUntilMs),
		holdFault: holdFault ?? null,
		incomplete,
	};
}

function stepJson(step: ManualReshardStep): object {
	const { fromShardCount, reshardsLeftAfter, toShardCount } = step;
	return { fromShardCount, toShardCount, shapedBy: writtenPlanStep(step).shapedBy ?? null, reshardsLeftAfter };
}

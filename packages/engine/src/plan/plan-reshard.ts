import type { PlanStep } from "../decision.ts";
import { highestLegalTarget, lowestLegalTarget, MAX_SHARDS_PER_STREAM } from "../kinesis-limits.ts";
import type { Policy } from "../policy.ts";

/**
 * The fewest legal UpdateShardCount calls from one count to another: each at most doubles, or at least halves (rounded up), and
 * none ends above the stream's maximum. The biggest steps come first, so that relief comes early.
 *
 * @param fromShardCount whole, at least 1
 * @param toShardCount   whole, at least 1; beyond the maximum, the plan ends at the maximum
 * @returns the steps; none if the counts are equal or no legal step leads there
 * @throws RangeError if a count is not a whole number of at least 1
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export function planReshard(
	fromShardCount: number,
	toShardCount: number,
	{ maxShardCount = MAX_SHARDS_PER_STREAM }: { readonly maxShardCount?: number } = {},
): PlanStep[] {
	assertCount("fromShardCount", fromShardCount);
	assertCount("toShardCount", toShardCount);
	assertCount("maxShardCount", maxShardCount);
	const plan: PlanStep[] = [];
	const highest = Math.min(maxShardCount, MAX_SHARDS_PER_STREAM);
	let current = fromShardCount;
	if (toShardCount > current) {
		const goal = Math.min(toShardCount, highest);
		while (current < goal) {
			const next = Math.min(goal, highestLegalTarget(current));
			const step = { fromShardCount: current, toShardCount: next };
			plan.push(next < goal ? { ...step, limits: [{ limit: "double" }] } : withMaximum(step, toShardCount));
			current = next;
		}
		return plan;
	}
	while (current > toShardCount) {
		const next = Math.max(lowestLegalTarget(current), toShardCount);
		const step = { fromShardCount: current, toShardCount: next };
		// From above the default maximum, one call must lead below it.
		if (current > MAX_SHARDS_PER_STREAM && next >= MAX_SHARDS_PER_STREAM) {
			const below = MAX_SHARDS_PER_STREAM - 1;
			if (below < lowestLegalTarget(current)) return plan;
			plan.push({ ...step, toShardCount: below, limits: [{ limit: "below-maximum" }] });
			return plan;
		}
		plan.push(next > toShardCount ? { ...step, limits: [{ limit: "half" }] } : step);
		current = next;
	}
	return plan;
}

/**
 * The call to make now, then the further steps to the wanted count, as far as the policy allows.
 * @param first with the limits that shaped it, if any
 */
export function planFrom(first: PlanStep, wantedShardCount: number, { maxShardCount }: Pick<Policy, "maxShardCount">): readonly PlanStep[] {
	const { fromShardCount, limits = [], toShardCount } = first;
	const goal = Math.min(wantedShardCount, maxShardCount);
	const isBeyond = fromShardCount < toShardCount ? goal > toShardCount : goal < toShardCount;
	const step: PlanStep = limits.length === 0 ? { fromShardCount, toShardCount } : first;
	return isBeyond ? [step, ...planReshard(toShardCount, goal)] : [step];
}

function withMaximum(step: PlanStep, wantedShardCount: number): PlanStep {
	return step.toShardCount < wantedShardCount ? { ...step, limits: [{ limit: "maximum", shardCount: step.toShardCount }] } : step;
}

function assertCount(name: string, value: number): void {
	if (!Number.isSafeInteger(value) || value < 1) {
		throw new RangeError(`planReshard: ${name} must be a whole number of at least 1, is ${value}`);
	}
}

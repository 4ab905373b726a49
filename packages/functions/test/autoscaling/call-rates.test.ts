import { CALL_RATES, type Caller, type CallRate } from "@headroom/aws/call-rates";
import { FUNCTIONS, PERMISSIONS } from "@headroom/config";
import { describe, expect, it } from "vitest";

/** How often each caller may run at once; the command line is one person's. */
const ENVIRONMENTS: Readonly<Record<Caller, number>> = {
	autoscaler: FUNCTIONS.autoscaler.reservedConcurrency,
	recheck: FUNCTIONS.recheck.reservedConcurrency,
	sweep: FUNCTIONS.sweep.reservedConcurrency,
	commandLine: 1,
};

/** The drainer's: two of them, each once in ten seconds (packages/voting/src/shard-count-cache.ts). */
const DRAINERS_PER_SECOND = FUNCTIONS["drain-overflow"].reservedConcurrency / 10;

const rates: readonly (readonly [action: string, rate: CallRate])[] = Object.entries(CALL_RATES);

describe("all callers together", () => {
	it.each(rates)("call %s less than half as often as the account may", (action, { documentedPerSecond, paces }) => {
		const callers = Object.entries(paces) as [Caller, { readonly calls: number; readonly seconds: number }][];
		const perSecond = callers.reduce((sum, [caller, { calls, seconds }]) => sum + ENVIRONMENTS[caller] * (calls / seconds), 0);
		const drainers = action === "kinesis:DescribeStreamSummary" ? DRAINERS_PER_SECOND : 0;
		expect(perSecond + drainers).toBeLessThan(documentedPerSecond / 2);
	});
});

describe("every call of an evaluating function", () => {
	/** Of a stream, a table, a queue or a topic of ours: what an evaluation calls is paced by the describe call that it begins with. */
	const FOLLOWS = /^(?:dynamodb|kms|logs|sns|sqs):/;
	const OF_A_STREAM = ["kinesis:ListShards", "kinesis:ListStreamConsumers"];

	it.each(["autoscaler", "recheck", "sweep"] as const)("%s is paced, or follows one that is", (name) => {
		const actions = PERMISSIONS[name].flatMap((permission) => [...permission.actions]).filter((action) => !FOLLOWS.test(action));
		const unpaced = actions.filter((action) => rates.find(([paced]) => paced === action)?.[1].paces[name] === undefined);
		expect(unpaced).toEqual(OF_A_STREAM);
	});

	it("by the sweep leaves it the rate for 300 streams in a minute", () => {
		const { calls, seconds } = CALL_RATES["kinesis:DescribeStreamSummary"].paces.sweep;
		expect((calls / seconds) * 60).toBeGreaterThanOrEqual(300);
		// Two for each: minutes and seconds.
		const metrics = CALL_RATES["cloudwatch:GetMetricData"].paces.sweep;
		expect((metrics.calls / metrics.seconds) * 60).toBeGreaterThanOrEqual(600);
	});
});

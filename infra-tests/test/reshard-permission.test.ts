import { describe, expect, inject, it } from "vitest";
import { judge, judgeOnArn, RESHARD, type Verdict } from "../access/evaluator.ts";
import { functionIdentity } from "../access/function-calls.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { arn } from "../properties/arns.ts";
import { evaluatedStage } from "./support/evaluated-stage.ts";

/**
 * `kinesis:UpdateShardCount`, whichever way AWS judges it: on `*`, as the Service Authorization Reference has it, or on the stream's ARN,
 * as AWS's own sample has it. The evaluator knows the reference, so on an ARN it judges only as if the action took one.
 */
const EVALUATING = ["autoscaler", "recheck", "sweep"] as const;
const stream = (name: string) => arn("kinesis", `stream/${name}`);

interface Verdicts {
	/** Comes before the act. */
	readonly describe: Verdict;
	readonly reshardOnEverything: Verdict;
	readonly reshardOnArn: Verdict;
}

async function verdicts(app: RecordedApp, name: (typeof EVALUATING)[number], resource: string): Promise<Verdicts> {
	const identity = functionIdentity(app, name);
	const region = resource.split(":")[3] ?? "";
	return {
		describe: await judge(identity, { action: "kinesis:DescribeStreamSummary", resource }),
		reshardOnEverything: await judge(identity, { action: RESHARD, resource: "*", region }),
		reshardOnArn: judgeOnArn(identity, { action: RESHARD, resource }),
	};
}

describe.each(EVALUATING)("%s may reshard", (name) => {
	const app = inject("production");

	it("a managed stream, whichever way AWS judges it", async () => {
		expect(await verdicts(app, name, stream("votes-production"))).toEqual({
			describe: "allowed",
			reshardOnEverything: "allowed",
			reshardOnArn: "allowed",
		});
	});

	it("nothing in another Region, whichever way AWS judges it", async () => {
		expect(await verdicts(app, name, stream("votes-production").replace("us-east-1", "eu-west-1"))).toEqual({
			describe: "denied",
			reshardOnEverything: "denied",
			reshardOnArn: "denied",
		});
	});

	it("nothing in another account", () => {
		const elsewhere = stream("votes-production").replace("123456789012", "210987654321");
		expect(judgeOnArn(functionIdentity(app, name), { action: RESHARD, resource: elsewhere })).toBe("denied");
	});

	it("any other stream of the Region as far as IAM goes, but may not describe it, which comes before the act", async () => {
		expect(await verdicts(app, name, stream("orders"))).toEqual({
			describe: "denied",
			reshardOnEverything: "allowed",
			reshardOnArn: "allowed",
		});
	});

	it.each(["UpdateStreamMode", "EnableEnhancedMonitoring", "UpdateStreamWarmThroughput"])(
		"and %s does not ride on the wildcard",
		async (other) => {
			expect(await judge(functionIdentity(app, name), { action: `kinesis:${other}`, resource: "*" })).toBe("denied");
		},
	);
});

const narrowed = await evaluatedStage({
	stage: "production",
	environment: { HEADROOM_RESHARD_ON: "streams", HEADROOM_ATTACHABLE_STREAMS: "orders-*" },
});

describe.each(EVALUATING)("%s with HEADROOM_RESHARD_ON=streams and attachable streams orders-*", (name) => {
	it.each(["votes-production", "orders-eu"])("may reshard %s where AWS judges ARNs", async (streamName) => {
		expect(await verdicts(narrowed, name, stream(streamName))).toEqual({
			describe: "allowed",
			reshardOnEverything: "denied",
			reshardOnArn: "allowed",
		});
	});

	it.each(["orders", "another-orders-eu", "votes-production-2", "payments"])("may not reshard %s", async (streamName) => {
		expect(await verdicts(narrowed, name, stream(streamName))).toEqual({
			describe: "denied",
			reshardOnEverything: "denied",
			reshardOnArn: "denied",
		});
	});
});

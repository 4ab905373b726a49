import { beforeAll, describe, expect, it } from "vitest";
import { evaluateApp } from "../harness/evaluate-app.ts";
import type { Evaluation } from "../harness/recorded-app.ts";
import { managedStreams } from "./support/managed-streams.ts";

/** Everything that can be wrong at once, as somebody who has never read the docs would write it. */
const WRONG = [
	"autoscale(votes, { minShardCount: 8, maxShardCount: 4 })",
	'autoscale("orders", { scaleOutUtilization: 1.2 })',
	'autoscale("payments", { maxShards: 4 } as object)',
	'autoscale("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks")',
	'autoscale("arn:aws:kinesis:us-east-1:210987654321:stream/views")',
	'autoscale("on-demand")',
	'autoscale("nowhere")',
	'autoscale("not a name")',
	'autoscale("twice")',
	'autoscale("twice", { minShardCount: 2 })',
];

describe("a deployment with faults", () => {
	let evaluation: Evaluation;
	beforeAll(async () => {
		evaluation = await evaluateApp({
			stage: "production",
			edits: [managedStreams(WRONG)],
			account: {
				streams: [
					{ name: "orders", mode: "PROVISIONED" },
					{ name: "payments", mode: "PROVISIONED" },
					{ name: "on-demand", mode: "ON_DEMAND" },
					{ name: "twice", mode: "PROVISIONED" },
				],
			},
			environment: { HEADROOM_NOTIFICATION_EMAILS: "ada@example.com, bob" },
		});
	});

	it("stops before anything is created", () => {
		expect(evaluation).toMatchObject({ kind: "failed", registered: [] });
	});

	const faults = [
		{ of: "a minimum over the maximum", line: /^- votes-production\.\w+: .*(min|max)ShardCount/m },
		{ of: "a threshold over 1", line: /^- orders\.scaleOutUtilization: .*1\.2/m },
		{ of: "an unknown key", line: /^- payments\.maxShards: /m },
		{ of: "a stream of another Region", line: /^- arn:aws:kinesis:eu-west-1:123456789012:stream\/clicks: is in eu-west-1/m },
		{ of: "a stream of another account", line: /^- arn:aws:kinesis:us-east-1:210987654321:stream\/views: is in account 210987654321/m },
		{ of: "an on-demand stream", line: /^- on-demand: is an on-demand stream/m },
		{ of: "a stream that is not there", line: /^- nowhere: is not a stream of this account in us-east-1/m },
		{ of: "what is no name", line: /^- not a name: is not a Kinesis stream name/m },
		{ of: "a stream with two policies", line: /^- twice: is put under Headroom more than once/m },
		{ of: "what is no address", line: /^- HEADROOM_NOTIFICATION_EMAILS\[1\]: must be an e-mail address, is "bob"/m },
	];
	it.each(faults)("is told of $of, with its path", ({ line }) => {
		expect(evaluation).toMatchObject({ kind: "failed", message: expect.stringMatching(line) });
	});

	it("is told of nothing else", () => {
		const message = evaluation.kind === "failed" ? evaluation.message : "";
		expect(message.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(faults.length);
	});
});

import { readDeploymentSettings, type WrittenPolicy } from "@headroom/config";
import { describe, expect, it } from "vitest";
import { checkDeployment, streamsJson } from "../../stacks/shared/check-deployment.ts";
import { autoscale, type OwnedStream, type WrittenDeployment } from "../../stacks/shared/written-deployment.ts";

const votes: OwnedStream = { name: "votes-production", initialShardCount: 1, retentionHours: 24 };

/** What the account has, beside the streams of the app. */
const EXISTING: Readonly<Record<string, { readonly retentionPeriod: number; readonly streamMode: string }>> = {
	orders: { retentionPeriod: 168, streamMode: "PROVISIONED" },
	clicks: { retentionPeriod: 24, streamMode: "ON_DEMAND" },
};

const lookUp = async (name: string) => {
	const found = EXISTING[name];
	if (name === "unreachable") throw new Error("invocation of aws:kinesis/getStream:getStream returned an error: AccessDeniedException");
	if (found === undefined)
		throw new Error(
			`invocation of aws:kinesis/getStream:getStream returned an error: reading Kinesis Stream (${name}): couldn't find resource`,
		);
	return { retentionPeriod: found.retentionPeriod, streamModeDetails: [{ streamMode: found.streamMode }] };
};

function written(changes: Partial<WrittenDeployment> = {}): WrittenDeployment {
	return {
		stage: "production",
		partition: "aws",
		accountId: "123456789012",
		region: "us-east-1",
		settings: readDeploymentSettings({}),
		streams: [autoscale(votes)],
		...changes,
	};
}

const GOV_CLOUD = { partition: "aws-us-gov", region: "us-gov-west-1" };

function ownStreams(count: number, policy: WrittenPolicy = {}, nameLength = 0) {
	return Array.from({ length: count }, (_, index) => autoscale({ ...votes, name: `stream-${index}`.padEnd(nameLength, "x") }, policy));
}

describe("a deployment that is right", () => {
	it("manages the app's own stream with the default policy", async () => {
		const { managedStreams } = await checkDeployment(written(), lookUp);
		expect(managedStreams).toMatchObject([
			{ streamName: "votes-production", retentionHours: 24, policy: { minShardCount: 1, maxShardCount: 64 } },
		]);
	});

	it.each([
		{ title: "by its name", stream: "orders", place: {} },
		{ title: "by its ARN", stream: "arn:aws:kinesis:us-east-1:123456789012:stream/orders", place: {} },
		{
			title: "by its ARN in a deployment in GovCloud",
			stream: `arn:aws-us-gov:kinesis:${GOV_CLOUD.region}:123456789012:stream/orders`,
			place: GOV_CLOUD,
		},
	])("manages a stream that exists $title, with the retention that it has", async ({ place, stream }) => {
		const { managedStreams } = await checkDeployment(written({ ...place, streams: [autoscale(stream, { maxShardCount: 8 })] }), lookUp);
		expect(managedStreams).toMatchObject([{ streamName: "orders", retentionHours: 168, policy: { maxShardCount: 8 } }]);
	});

	it.each([
		{ title: "eleven streams", changes: { streams: ownStreams(11) }, count: 11 },
		{
			title: "nine names of 20 characters in GovCloud, of the longest stage",
			changes: { ...GOV_CLOUD, stage: "s".repeat(40), streams: ownStreams(9, {}, 20) },
			count: 9,
		},
		{
			title: "dots in names, and the longest name",
			changes: { streams: [...ownStreams(1, {}, 128), autoscale({ ...votes, name: "a.b" })] },
			count: 2,
		},
	])("manages $title", async ({ changes, count }) => {
		const { managedStreams } = await checkDeployment(written(changes), lookUp);
		expect(managedStreams).toHaveLength(count);
	});

	it("manages several streams, each with its own policy, and tells the functions as it was written", async () => {
		const streams = [autoscale(votes, { minShardCount: 2 }), autoscale("orders", { scaleInCooldown: "1h" })];
		const { managedStreams } = await checkDeployment(written({ streams }), lookUp);
		expect(managedStreams.map(({ policy }) => policy.minShardCount)).toEqual([2, 1]);
		expect(JSON.parse(streamsJson(managedStreams))).toEqual({
			"votes-production": { minShardCount: 2 },
			orders: { scaleInCooldown: "1h" },
		});
	});
});

/** Days are the part of a policy with most quotation marks. */
const onWeekdays = (name: string, from: string, to: string) => ({
	name,
	days: ["mon", "tue", "wed", "thu", "fri"] as ("fri" | "mon" | "thu" | "tue" | "wed")[],
	from,
	to,
	minShardCount: 4,
});

const FAULTS: readonly { readonly title: string; readonly changes: Partial<WrittenDeployment>; readonly says: readonly string[] }[] = [
	{
		title: "a minimum above the maximum",
		changes: { streams: [autoscale(votes, { minShardCount: 4, maxShardCount: 2 })] },
		says: ["votes-production.maxShardCount: must be at least minShardCount (4), is 2"],
	},
	{
		title: "thresholds outside (0, 1]",
		changes: { streams: [autoscale(votes, { scaleOutUtilization: 1.2, scaleInUtilization: 0 })] },
		says: [
			"votes-production.scaleOutUtilization: must be a ratio above 0 and at most 1 (0.7 is 70 %), is 1.2",
			"votes-production.scaleInUtilization: must be a ratio above 0 and at most 1 (0.7 is 70 %), is 0",
		],
	},
	{
		title: "an unknown key, which a cast got past the compiler",
		changes: { streams: [autoscale(votes, { targetUtilisation: 0.7 } as object)] },
		says: ["votes-production.targetUtilisation: is not a known key; did you mean targetUtilization?"],
	},
	{
		title: "the ARN of a stream in another Region",
		changes: { streams: [autoscale("arn:aws:kinesis:eu-west-1:123456789012:stream/orders")] },
		says: [
			"arn:aws:kinesis:eu-west-1:123456789012:stream/orders: is in eu-west-1, this deployment is in us-east-1: deploy Headroom there too",
		],
	},
	{
		title: "the ARN of a stream in another account",
		changes: { streams: [autoscale("arn:aws:kinesis:us-east-1:999999999999:stream/orders")] },
		says: [
			"arn:aws:kinesis:us-east-1:999999999999:stream/orders: is in account 999999999999, this deployment is in 123456789012: deploy Headroom there too",
		],
	},
	{
		title: "the ARN of a stream in another partition",
		changes: { streams: [autoscale("arn:aws-cn:kinesis:us-east-1:123456789012:stream/orders")] },
		says: [
			"arn:aws-cn:kinesis:us-east-1:123456789012:stream/orders: is in partition aws-cn, this deployment is in aws: deploy Headroom there too",
		],
	},
	{
		title: "the ARN of something else",
		changes: { streams: [autoscale("arn:aws:sqs:us-east-1:123456789012:orders")] },
		says: [
			"arn:aws:sqs:us-east-1:123456789012:orders: is not the ARN of a Kinesis stream, such as arn:aws:kinesis:us-east-1:123456789012:stream/orders",
		],
	},
	{
		title: "the ARN of a consumer of a stream",
		changes: { streams: [autoscale("arn:aws:kinesis:us-east-1:123456789012:stream/orders/consumer/c:1")] },
		says: ["arn:aws:kinesis:us-east-1:123456789012:stream/orders/consumer/c:1: is not the ARN of a Kinesis stream"],
	},
	{
		title: "an on-demand stream",
		changes: { streams: [autoscale("clicks")] },
		says: ["clicks: is an on-demand stream, which has no shard count to change"],
	},
	{
		title: "a stream that there is not",
		changes: { streams: [autoscale("oders")] },
		says: ["oders: is not a stream of this account in us-east-1; create it first, or correct the name"],
	},
	{
		title: "a stream that may not be looked up",
		changes: { streams: [autoscale("unreachable")] },
		says: ["unreachable: could not be looked up: invocation of aws:kinesis/getStream:getStream returned an error: AccessDeniedException"],
	},
	{
		title: "no name at all",
		changes: { streams: [autoscale("")] },
		says: ["\"\": is not a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-')"],
	},
	{
		title: "a stream put under Headroom twice, once by its ARN",
		changes: { streams: [autoscale("orders"), autoscale("arn:aws:kinesis:us-east-1:123456789012:stream/orders", { maxShardCount: 4 })] },
		says: ["orders: is put under Headroom more than once; one stream has one policy"],
	},
	{
		title: "half a shard, and a retention that AWS does not have",
		changes: { streams: [autoscale({ name: "votes-production", initialShardCount: 0.5, retentionHours: 12 })] },
		says: [
			"votes-production.initialShardCount: must be a whole number from 1 to 10000, is 0.5",
			"votes-production.retentionHours: must be a whole number from 24 to 8760, is 12",
		],
	},
	{
		title: "a stage whose functions' names would be too long",
		changes: { stage: "x".repeat(41) },
		says: ["--stage: must be at most 40 characters, since names are made of it, has 41"],
	},
	{
		title: "a stage that no function can be named after",
		changes: { stage: "feature.42" },
		says: ["--stage: must be letters, digits, '_' and '-', since names are made of it, is \"feature.42\""],
	},
	{
		title: "streams of the app that are one resource to SST",
		changes: {
			streams: ["orders-a", "orders.a", "Orders_a", "clicks"].map((name) => autoscale({ ...votes, name })),
		},
		says: [
			"orders-a, orders.a, Orders_a: are one resource to SST, StreamOrdersA, which keeps letters and digits alone: rename one, " +
				"or create it outside of this app and list it by its name",
		],
	},
	{
		title: "more policies than a function's environment holds",
		changes: {
			streams: ownStreams(80, { minShardCount: 2, maxShardCount: 16 }),
		},
		says: [
			"80 streams: take with their policies 4851 bytes of a function's environment, counted as Lambda counts, and it has room for 4096: " +
				"leave defaults out, or use headroom attach for some",
		],
	},
	{
		title: "policies that have room by their own length, but not once Lambda has escaped every quotation mark of them",
		changes: {
			...GOV_CLOUD,
			stage: "s".repeat(40),
			streams: ownStreams(9, {
				scheduledFloors: [
					onWeekdays("am", "08:00", "10:00"),
					onWeekdays("lunch time", "12:00", "13:00"),
					onWeekdays("pm", "17:00", "19:00"),
				],
			}),
		},
		says: ["9 streams: take with their policies 4186 bytes of a function's environment"],
	},
	{
		title: "more alarms than a function's policy has room to permit",
		changes: { streams: ownStreams(12) },
		says: [
			"48 alarms: wake the autoscaler, attachable patterns counted as one each; their permissions take 21021 bytes, and a function's policy has " +
				"room for 20480: put some under Headroom with headroom attach, by one pattern in HEADROOM_ATTACHABLE_STREAMS",
		],
	},
	{
		title: "alarms whose names, twice in each permission, fill the policy: the longest stage, ten names of 20 characters, GovCloud",
		changes: { ...GOV_CLOUD, stage: "s".repeat(40), streams: ownStreams(10, {}, 20) },
		says: ["40 alarms: wake the autoscaler, attachable patterns counted as one each; their permissions take 20553 bytes"],
	},
	{
		title: "more attachable patterns than a function's policy has room to permit",
		changes: {
			settings: readDeploymentSettings({ HEADROOM_ATTACHABLE_STREAMS: Array.from({ length: 41 }, (_, index) => `team-${index}-*`).join() }),
		},
		says: ["45 alarms: wake the autoscaler, attachable patterns counted as one each; their permissions take 20754 bytes"],
	},
	{
		title: "patterns that a role has room for once, and not twice where it may reshard by ARNs alone",
		changes: {
			settings: readDeploymentSettings({
				HEADROOM_RESHARD_ON: "streams",
				HEADROOM_ATTACHABLE_STREAMS: Array.from({ length: 27 }, (_, index) => `${"x".repeat(120)}-${index + 10}-*`).join(),
			}),
		},
		says: ["28 streams and patterns: are named twice in the role of each function that reshards them; its policy takes 1"],
	},
	{
		title: "an e-mail address without a domain, and a pattern that no stream's name can match",
		changes: {
			settings: readDeploymentSettings({
				HEADROOM_NOTIFICATION_EMAILS: "oncall@example.com, oncall",
				HEADROOM_ATTACHABLE_STREAMS: "orders-*,a/b",
			}),
		},
		says: [
			'HEADROOM_NOTIFICATION_EMAILS[1]: must be an e-mail address, is "oncall"',
			"HEADROOM_ATTACHABLE_STREAMS[1]: must be a stream name, or a pattern of one with '*', is \"a/b\"",
		],
	},
	{
		title: "a right to reshard that is neither of the two",
		changes: { settings: readDeploymentSettings({ HEADROOM_RESHARD_ON: "stream" }) },
		says: ['HEADROOM_RESHARD_ON: must be one of all, streams, is "stream"'],
	},
];

describe("a deployment stops at", () => {
	it.each(FAULTS)("$title", async ({ changes, says }) => {
		const error = await checkDeployment(written(changes), lookUp).then(
			() => undefined,
			(reason: unknown) => reason as Error,
		);
		expect(error?.name).toBe("ConfigError");
		for (const sentence of says) expect(error?.message).toContain(sentence);
	});

	it("all faults at once", async () => {
		const streams = [
			autoscale(votes, { minShardCount: 4, maxShardCount: 2 }),
			autoscale("clicks", { targetUtilisation: 0.7 } as object),
			autoscale("arn:aws:kinesis:eu-west-1:123456789012:stream/orders"),
		];
		await expect(checkDeployment(written({ streams }), lookUp)).rejects.toThrow(
			[
				"The deployment of stage production has 4 problems:",
				"- votes-production.maxShardCount: must be at least minShardCount (4), is 2",
				"- clicks: is an on-demand stream, which has no shard count to change; switch it to provisioned first (aws kinesis update-stream-mode), or leave it out",
				"- clicks.targetUtilisation: is not a known key; did you mean targetUtilization?",
				"- arn:aws:kinesis:eu-west-1:123456789012:stream/orders: is in eu-west-1, this deployment is in us-east-1: deploy Headroom there too",
			].join("\n"),
		);
	});
});

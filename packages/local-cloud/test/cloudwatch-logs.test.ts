import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { cloudWatchLogSearch } from "@headroom/aws/log-search";
import { LOCAL_DEPLOYMENT, voteLogGroups } from "@headroom/config";
import { traceVote } from "@headroom/voting";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";
import type { LocalCloudDescription } from "../src/local-cloud.ts";

let localCloud: LocalCloud;
let described: LocalCloudDescription;
let client: CloudWatchLogsClient;

beforeAll(async () => {
	localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0 });
	described = localCloud.describe();
	client = new CloudWatchLogsClient({
		region: described.region,
		endpoint: described.endpointUrl,
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
		maxAttempts: 1,
	});
});
afterAll(async () => {
	client.destroy();
	await localCloud.stop();
});

const TALLY = "/aws/lambda/headroom-tally";

const { logGroupNames, logGroupNamePrefix } = voteLogGroups(LOCAL_DEPLOYMENT);
const search = () =>
	cloudWatchLogSearch({ client, logGroupNames: [...logGroupNames, "/aws/lambda/never-invoked"], logGroupNamePrefix, fromMs: 0 });

async function vote(token: string): Promise<string> {
	const answer = await fetch(`${described.apiUrl}/votes/lunch/${token}/pizza`, { method: "POST" });
	expect(answer.status).toBe(200);
	return answer.headers.get("x-request-id") ?? "";
}

describe("CloudWatch Logs over the wire, from an unmodified client", () => {
	it("lists log groups by prefix", async () => {
		const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/headroom-t" }));
		expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual([TALLY]);
	});

	it("leads from a vote's request id to the line of the tally that counted it", async () => {
		const requestId = await vote("ann");
		const trace = () => traceVote(search(), requestId);
		await expect.poll(async () => (await trace()).outcome, { timeout: 15_000 }).toBe("counted");
		expect((await trace()).steps).toMatchObject([{ logGroup: TALLY, says: "counted (shardId-000000000000)" }]);
	});

	it("leads from a refusal of the gateway to its line of the access log", async () => {
		const answer = await fetch(`${described.apiUrl}/votes/%ZZ`);
		const trace = await traceVote(search(), answer.headers.get("apigw-requestid") ?? "");
		expect(trace).toMatchObject({
			outcome: "refused",
			steps: [{ logGroup: "/aws/vendedlogs/apis/headroom-api", says: "the API answered 400; no function ran" }],
		});
	});

	it("filters by time and terms, and gives pages", async () => {
		for (const token of ["bob", "cid", "dan"]) await vote(token);
		const filter = (input: object) => client.send(new FilterLogEventsCommand({ logGroupName: TALLY, ...input }));
		await expect
			.poll(async () => (await filter({ filterPattern: '"tally.counted" INFO' })).events?.length, { timeout: 15_000 })
			.toBeGreaterThan(1);
		const first = await filter({ limit: 1 });
		const second = await filter({ limit: 1, nextToken: first.nextToken });
		expect(first.events).toHaveLength(1);
		expect(second.events).toHaveLength(1);
		expect(second.events?.[0]?.eventId).not.toBe(first.events?.[0]?.eventId);
		expect((await filter({ endTime: 1 })).events).toEqual([]);
		expect((await filter({ filterPattern: '"tally.counted" ERROR' })).events).toEqual([]);
	});

	it.each([
		{ title: "a log group that is not there", input: { logGroupName: "/aws/lambda/other" }, name: "ResourceNotFoundException" },
		{
			title: "a pattern of JSON fields, which the local cloud does not know",
			input: { logGroupName: TALLY, filterPattern: '{ $.a = "b" }' },
			name: "InvalidParameterException",
		},
		{ title: "a token that it never gave", input: { logGroupName: TALLY, nextToken: "next" }, name: "InvalidParameterException" },
	])("refuses $title", async ({ input, name }) => {
		await expect(client.send(new FilterLogEventsCommand(input))).rejects.toMatchObject({ name });
	});
});

describe("the naive version's error", { timeout: 60_000 }, () => {
	it("is found from the id that the client of its 500 has, under the id that Lambda gave the invocation", async () => {
		const naive = await startLocalCloud({ endpointPort: 0, apiPort: 0, variant: "naive" });
		const { apiUrl, endpointUrl, region } = naive.describe();
		const logs = new CloudWatchLogsClient({
			region,
			endpoint: endpointUrl,
			credentials: { accessKeyId: "local", secretAccessKey: "local" },
		});
		// A partition key of more than 256 characters: the function has no word for what PutRecord then throws, as it has none for a throttle.
		const answer = await fetch(`${apiUrl}/votes/lunch/${"a".repeat(300)}/pizza`, { method: "POST" });
		expect(answer.status).toBe(500);
		const requestId = answer.headers.get("apigw-requestid") ?? "";
		const trace = await traceVote(cloudWatchLogSearch({ client: logs, fromMs: 0, ...voteLogGroups(LOCAL_DEPLOYMENT) }), requestId);
		expect(trace.outcome).toBe("failed");
		expect(trace.steps.map(({ says }) => says)).toEqual([
			expect.stringMatching(/^the function failed: \S+Exception: /),
			"the API answered 500: Internal Server Error",
		]);
		expect(trace.steps[0]?.text).not.toContain(requestId);
		logs.destroy();
		await naive.stop();
	});
});

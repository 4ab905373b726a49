import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, LocalCloudError, startLocalCloud } from "../src/index.ts";
import type { LocalCloudDescription } from "../src/local-cloud.ts";
import type { LocalCloudEvent } from "../src/timeline.ts";

const clientOf = ({ endpointUrl, region }: LocalCloudDescription) => ({
	region,
	endpoint: endpointUrl,
	credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

async function eventsOf<Kind extends LocalCloudEvent["kind"]>(
	described: LocalCloudDescription,
	kind: Kind,
): Promise<Extract<LocalCloudEvent, { kind: Kind }>[]> {
	const { events } = (await (await fetch(`${described.endpointUrl}/_local-cloud/events`)).json()) as { events: LocalCloudEvent[] };
	return events.filter((event): event is Extract<LocalCloudEvent, { kind: Kind }> => event.kind === kind);
}

async function setAlarm(described: LocalCloudDescription, alarmName: string): Promise<void> {
	const cloudWatch = new CloudWatchClient(clientOf(described));
	await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: alarmName, StateValue: "ALARM", StateReason: "by hand" }));
	cloudWatch.destroy();
}

async function alarmNames(described: LocalCloudDescription): Promise<(string | undefined)[]> {
	const cloudWatch = new CloudWatchClient(clientOf(described));
	const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
	cloudWatch.destroy();
	return MetricAlarms.map((alarm) => alarm.AlarmName);
}

describe("the local cloud, as deployed", { timeout: 60_000 }, () => {
	let localCloud: LocalCloud;
	let described: LocalCloudDescription;
	beforeAll(async () => {
		localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0, policy: { maxShardCount: 4 } });
		described = localCloud.describe();
	});
	afterAll(() => localCloud.stop());

	it("loads every function", () => {
		expect(described.faults).toEqual([]);
	});

	it("counts a vote once, however often it is cast, and shows it", async () => {
		for (const [token, choice] of [
			["ann", "pizza"],
			["ben", "soup"],
			["ann", "soup"],
		]) {
			expect((await fetch(`${described.apiUrl}/votes/lunch/${token}/${choice}`, { method: "POST" })).status).toBe(200);
		}
		await expect
			.poll(async () => (await fetch(`${described.apiUrl}/votes/lunch`)).json(), { timeout: 10_000 })
			.toEqual({ vote_id: "lunch", choices: { pizza: 1, soup: 1 }, total: 2 });
	});

	it.each([
		{ title: "an unknown path", method: "GET", path: "/elsewhere", statusCode: 404 },
		{ title: "another method", method: "DELETE", path: "/votes", statusCode: 405 },
		{ title: "a body that is no JSON", method: "POST", path: "/votes", body: "{", statusCode: 400 },
	])("refuses $title with the API's own words", async ({ body, method, path, statusCode }) => {
		const headers = { "content-type": "application/json" };
		const response = await fetch(described.apiUrl + path, { method, headers, ...(body === undefined ? {} : { body }) });
		expect(response.status).toBe(statusCode);
		expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
	});

	it("has the alarms of the deployment", async () => {
		expect(await alarmNames(described)).toEqual([
			"headroom-votes-any-producer",
			"headroom-votes-fast",
			"headroom-votes-iterator-age",
			"headroom-votes-utilization-high",
			"headroom-votes-utilization-low",
		]);
	});

	it("takes an alarm to the autoscaler, whose metrics CloudWatch then has", async () => {
		await setAlarm(described, "headroom-votes-fast");
		await expect
			.poll(() => eventsOf(described, "alarm-action"))
			.toMatchObject([{ alarmName: "headroom-votes-fast", outcome: "delivered" }]);
		const cloudWatch = new CloudWatchClient(clientOf(described));
		const Dimensions = [{ Name: "StreamName", Value: "votes" }];
		const openShards = async () => {
			const { MetricDataResults = [] } = await cloudWatch.send(
				new GetMetricDataCommand({
					StartTime: new Date(Date.now() - 600_000),
					EndTime: new Date(Date.now() + 60_000),
					MetricDataQueries: [
						{
							Id: "open",
							MetricStat: { Metric: { Namespace: "Headroom", MetricName: "OpenShardCount", Dimensions }, Period: 60, Stat: "Maximum" },
						},
					],
				}),
			);
			return MetricDataResults[0]?.Values;
		};
		await expect.poll(openShards, { timeout: 15_000 }).toEqual([1]);
		cloudWatch.destroy();
		expect(await eventsOf(described, "function-error")).toEqual([]);
	});

	it("takes an alarm that is for people to the topic", async () => {
		await setAlarm(described, "headroom-votes-iterator-age");
		const sqs = new SQSClient(clientOf(described));
		const receive = new ReceiveMessageCommand({ QueueUrl: described.names.notificationsInboxQueueUrl });
		const { Messages = [] } = await sqs.send(receive);
		sqs.destroy();
		const envelope = JSON.parse(Messages[0]?.Body ?? "{}");
		expect(envelope.Subject).toContain("headroom-votes-iterator-age");
		expect(JSON.parse(envelope.Message)).toMatchObject({ AlarmName: "headroom-votes-iterator-age", NewStateValue: "ALARM" });
	});

	it("keeps what the functions print, to be searched", async () => {
		const response = await fetch(`${described.endpointUrl}/_local-cloud/logs?filter=tally.counted`);
		const { lines } = (await response.json()) as { lines: { functionName: string; line: string }[] };
		expect(lines[0]?.functionName).toBe("headroom-tally");
		expect(JSON.parse(lines[0]?.line ?? "{}")).toMatchObject({ event: "tally.counted" });
	});

	it("refuses a second local cloud on its ports, in one line that says what to do", async () => {
		const endpointPort = Number(new URL(described.endpointUrl).port);
		const apiPort = Number(new URL(described.apiUrl).port);
		await expect(startLocalCloud({ endpointPort, apiPort: 0 })).rejects.toThrow(
			new LocalCloudError(
				`Port ${endpointPort} of 127.0.0.1, for the AWS endpoint, is in use. Stop the process that uses it, or choose another port with --endpoint-port (0 takes a free one).`,
			),
		);
		await expect(startLocalCloud({ endpointPort: 0, apiPort })).rejects.toThrow(/for the HTTP API, is in use.*--api-port/);
	});
});

describe("the local cloud with parts left out", { timeout: 60_000 }, () => {
	let localCloud: LocalCloud | undefined;
	async function start(options: Parameters<typeof startLocalCloud>[0]): Promise<LocalCloudDescription> {
		localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0, ...options });
		return localCloud.describe();
	}
	afterAll(() => localCloud?.stop());

	it("has no fast alarm where producers publish nothing, and drops alarms where told to", async () => {
		const described = await start({ fastAlarm: false, deliverAlarms: false });
		expect(await alarmNames(described)).not.toContain("headroom-votes-fast");
		await setAlarm(described, "headroom-votes-any-producer");
		expect(await eventsOf(described, "alarm-action")).toMatchObject([{ alarmName: "headroom-votes-any-producer", outcome: "dropped" }]);
		await localCloud?.stop();
	});

	it("runs the article's function when naive: what the stream refuses is a 500, and nothing watches", async () => {
		const described = await start({ variant: "naive" });
		expect(await alarmNames(described)).toEqual([]);
		const vote = (token: string) => fetch(`${described.apiUrl}/votes/lunch/${token}/pizza`, { method: "POST" });
		expect(await (await vote("ann")).json()).toEqual({ status: "accepted" });
		// A partition key of more than 256 characters: the function has no word for what PutRecord then throws.
		const refused = await vote("a".repeat(300));
		expect(refused.status).toBe(500);
		expect(await refused.json()).toMatchObject({ message: "Internal Server Error" });
		expect(await eventsOf(described, "function-error")).toMatchObject([{ functionName: "headroom-place-vote" }]);
		await localCloud?.stop();
	});
});

describe("a local cloud that cannot start", { timeout: 60_000 }, () => {
	it.each([
		{
			title: "names every fault of the policy",
			options: { policy: { maxShards: 3, minShardCount: 0 } },
			message: /maxShards[\s\S]*minShardCount|minShardCount[\s\S]*maxShards/,
		},
		{
			title: "names the log file",
			options: { logFile: "/nowhere/at/all.log" },
			message: /The local cloud cannot open the log file \/nowhere\/at\/all\.log: /,
		},
	])("$title", async ({ message, options }) => {
		await expect(startLocalCloud({ endpointPort: 0, apiPort: 0, ...options })).rejects.toThrow(message);
	});
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { headroom, inTerminal } from "../support/headroom.ts";
import { type LocalCloudChild, startLocalCloudChild } from "../support/local-cloud-child.ts";
import { World } from "../support/world.ts";

let localCloud: LocalCloudChild;
let world: World;
beforeAll(async () => {
	localCloud = await startLocalCloudChild("--reshard-seconds", "0", "--shards", "2");
	world = new World(localCloud);
});
afterAll(async () => {
	world.close();
	await localCloud.stop();
});

const hasColours = (text: string): boolean => stripVTControlCharacters(text) !== text;

describe("headroom, reading the local cloud", () => {
	it("status: a table for people, without colours in a pipe", async () => {
		const { code, stderr, stdout } = await headroom(["status"], { ...world.env, FORCE_COLOR: "1", CI: "true" });
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		const [head = "", votes = ""] = stdout.split("\n");
		expect(head.split(/ {2,}/)).toEqual(["STREAM", "SHARDS", "UTILIZATION", "THROTTLED", "ALARMS", "STATE", "LEFT"]);
		expect(votes).toMatch(/^votes +2 .*ACTIVE +10 of 10$/);
		expect(hasColours(stdout)).toBe(false);
	});

	it("simulate of a stream that does not exist says so, and names those that do", async () => {
		const { code, stderr } = await headroom(["simulate", "nosuch"], world.env);
		expect({ code, stderr }).toEqual({
			code: 4,
			stderr: 'headroom: There is no stream "nosuch" in this account and Region.\n  Existing streams: votes.\n',
		});
	});

	it("status --json: version, kind, and everything of the stream", async () => {
		const { stdout } = await headroom(["status", "votes", "--json"], world.env);
		expect(JSON.parse(stdout)).toMatchObject({
			version: 1,
			kind: "status",
			deployment: "headroom",
			region: "us-east-1",
			streams: [
				{
					streamName: "votes",
					source: "deployed",
					openShardCount: 2,
					streamMode: "PROVISIONED",
					streamStatus: "ACTIVE",
					alarms: ["any-producer", "fast", "iterator-age", "utilization-high", "utilization-low"].map((kind) => ({ kind })),
					reshards: { used: 0, left: 10, nextFreeAt: null },
					override: null,
				},
			],
			faults: [],
		});
	});

	it("a stream by its ARN, or by a pattern, is the stream", async () => {
		const arn = "arn:aws:kinesis:us-east-1:000000000000:stream/votes";
		for (const args of [
			["status", arn],
			["status", "vo*"],
			["explain", arn, "--json"],
			["limits", arn],
			["policy", "get", arn, "--json"],
			["scale", arn, "--to", "3", "--dry-run"],
		]) {
			const { code, stderr, stdout } = await headroom(args, world.env);
			expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
			expect(stdout).toContain("votes");
			expect(stdout).not.toContain("arn:");
		}
	});

	it("status --watch in a terminal: colours, in place, until Ctrl-C", async () => {
		const terminal = inTerminal(["status", "--watch", "1"], world.env);
		await terminal.said("Ctrl-C ends it");
		const first = terminal.shown().length;
		await expect.poll(() => terminal.shown().length, { timeout: 20_000 }).toBeGreaterThan(first);
		terminal.type("\u0003");
		const { code, shown } = await terminal.ended;
		expect(code).toBe(0);
		expect(hasColours(shown)).toBe(true);
	});

	it("NO_COLOR in a terminal: no colours", async () => {
		const { code, shown } = await inTerminal(["limits"], { ...world.env, NO_COLOR: "1" }).ended;
		expect({ code, colours: hasColours(shown) }).toEqual({ code: 0, colours: false });
		expect(shown).toContain("2 of 20,000 shards are open");
	});

	it("explain: what would be decided now, step by step; nothing is changed by it", async () => {
		const { code, stdout } = await headroom(["explain", "votes"], world.env);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Holding 2 shards/);
		expect(stdout).toMatch(/^ {2}budget /m);
		// What the first line says is not said again by the steps.
		expect(stdout.split("CloudWatch has no datapoint").length).toBeLessThanOrEqual(2);
		const { code: missing, stderr } = await headroom(["explain", "votes", "--at", "2020-01-01"], world.env);
		expect(missing).toBe(4);
		expect(stderr).toContain("headroom history votes");
	});

	it("history and explain --at: an act as it was decided, as a table, JSON and CSV", async () => {
		expect((await headroom(["scale", "votes", "--to", "4", "--yes", "--reason", 'she said "now", twice'], world.env)).code).toBe(0);
		const asTable = await headroom(["history", "votes", "--since", "1h"], world.env);
		expect(asTable.stdout).toMatch(/votes +act +root\n +Scaling out 2 → 4 shards.*\n +undo: headroom scale votes --to 2\n/);
		const { stdout } = await headroom(["history", "--kind", "act", "--json"], world.env);
		expect(JSON.parse(stdout)).toMatchObject({
			version: 1,
			kind: "history",
			entries: [
				{ streamName: "votes", kind: "act", by: "root", fromShardCount: 2, toShardCount: 4, trigger: "person", outcome: "accepted" },
			],
		});
		const asCsv = await headroom(["history", "--csv"], world.env);
		const [head, line] = asCsv.stdout.split("\n");
		expect(head).toBe("at,streamName,kind,by,fromShardCount,toShardCount,trigger,outcome,says,identity,undo");
		expect(line).toContain('said ""now"", twice');
		const { stdout: explained } = await headroom(["explain", "votes", "--at", "0s"], world.env);
		expect(explained).toContain("the service accepted it");
		expect((await headroom(["history", "--kind", "finding"], world.env)).stdout).toMatch(/^Nothing since /);
	});

	it("doctor: names what is wrong, where, and the command that mends it", async () => {
		await world.deleteAlarm("headroom-votes-iterator-age");
		await world.disableAlarm("headroom-votes-utilization-low");
		await world.pointElsewhere("headroom-votes-any-producer");
		await world.send("headroom-recheck-dead-letter", "lost");
		await headroom(["scale", "votes", "--to", "4", "--yes"], world.env);
		await world.reshardElsewhere("votes", 2);
		const { code, stdout } = await headroom(["doctor", "--json"], world.env);
		expect(code).toBe(1);
		const { findings } = JSON.parse(stdout) as { findings: { code: string; where: string; says: string; mend: string[] }[] };
		expect(findings).toEqual(
			expect.arrayContaining(
				[
					{
						code: "alarm.missing",
						where: "votes",
						says: expect.stringContaining("headroom-votes-iterator-age"),
						mend: ["headroom attach votes"],
					},
					{
						code: "alarm.disabled",
						where: "votes",
						says: expect.stringContaining("headroom-votes-utilization-low"),
						mend: ["aws cloudwatch enable-alarm-actions --alarm-names headroom-votes-utilization-low"],
					},
					{ code: "alarm.elsewhere", where: "votes", says: expect.stringContaining("somebody-else"), mend: ["headroom attach votes"] },
					{ code: "dead-letters", where: "headroom-recheck-dead-letter", says: expect.stringMatching(/^1 message is in/) },
					{ code: "deploy.resets-shard-count", where: "votes", says: expect.stringContaining("from 4 to 2 shards") },
				].map((finding) => expect.objectContaining(finding)),
			),
		);

		// The local cloud serves IAM's simulation: the roles were looked at, and allow what they must.
		expect(findings.filter((finding) => finding.code.startsWith("check.") || finding.code === "permission.missing")).toEqual([]);

		expect((await headroom(["attach", "votes", "--yes"], world.env)).code).toBe(0);
		const after = await headroom(["doctor", "votes"], world.env);
		expect(after.stdout).not.toContain("alarm");
	});

	it("doctor: says that a stream is ON_DEMAND or gone, that a stored policy or history is none, and that nobody is told; limits shows the others", async () => {
		await world.createOnDemandStream("odd");
		await world.storePolicy("odd", "{}");
		await world.storePolicy("gone", "{}");
		await world.createStream("spoilt", 1);
		await world.storePolicy("spoilt", "{}");
		await world.spoilState("spoilt");
		await world.storePolicy("broken", '{"maxShardCount": "many"}');
		await world.unsubscribeAll();
		const { stdout } = await headroom(["doctor", "--json"], world.env);
		const { findings } = JSON.parse(stdout) as { findings: { code: string; where: string; mend: string[] }[] };
		expect(findings).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					code: "stream.on-demand",
					where: "odd",
					mend: [expect.stringMatching(/^aws kinesis update-stream-mode --stream-arn \S+:stream\/odd /)],
				}),
				expect.objectContaining({ code: "stream.missing", where: "gone", mend: ["headroom detach gone"] }),
				expect.objectContaining({ code: "history.malformed", where: "spoilt", mend: [expect.stringContaining("aws dynamodb query")] }),
				expect.objectContaining({
					code: "policy.unreadable",
					where: "broken",
					mend: [expect.stringContaining("headroom policy set broken")],
				}),
				expect.objectContaining({
					code: "notifications.nobody",
					mend: [expect.stringMatching(/^aws sns subscribe --topic-arn arn:aws:sns:us-east-1:000000000000:headroom-notifications /)],
				}),
			]),
		);
		expect(findings.filter(({ code }) => code === "check.failed")).toEqual([]);
		const limits = await headroom(["limits"], world.env);
		expect(limits).toMatchObject({ code: 1, stdout: expect.stringMatching(/^votes +2 /m), stderr: "" });
		for (const unread of ["gone", "spoilt", "broken"]) expect(limits.stdout).toMatch(new RegExp(`^${unread}: `, "m"));
		const refused = await headroom(["attach", "odd", "--yes"], world.env);
		expect(refused).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("is ON_DEMAND") });
	});
});

describe("a deployed stream whose stored policy is none", () => {
	it("is not detached, since nothing would bring its alarms back; the policy can be reset", async () => {
		await world.storePolicy("votes", '{"maxShardCount": "many"}');
		const detached = await headroom(["detach", "votes", "--yes"], world.env);
		expect(detached).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("npx sst deploy") });
		expect((await world.alarmNames()).filter((name) => name.startsWith("headroom-votes-"))).toHaveLength(5);
		const reset = await headroom(["policy", "reset", "votes", "--yes"], world.env);
		expect(reset).toMatchObject({ code: 0, stdout: 'votes: - policy {"maxShardCount":"many"}\nvotes has its deployed policy again.\n' });
		expect(JSON.parse((await headroom(["policy", "get", "votes", "--json"], world.env)).stdout)).toMatchObject({ source: "deployed" });
	});

	it("an override that has ended by itself stands in nobody's way, whatever its kind", async () => {
		expect((await headroom(["pause", "votes", "--for", "1s"], world.env)).code).toBe(0);
		await expect
			.poll(async () => (await headroom(["release", "votes"], world.env)).stdout, { timeout: 20_000 })
			.toBe("votes: nothing to release.\n");
	});
});

describe("a message that nobody takes", () => {
	it("is shown whole to the person whose act it tells of, and the act stands", async () => {
		await world.deleteTopic();
		const { code, stderr, stdout } = await headroom(["pause", "votes", "--for", "1h", "--reason", "load test"], world.env);
		expect({ code, stderr }).toEqual({
			code: 0,
			stderr: expect.stringMatching(/^Headroom could not deliver this message: .*\n {2}Headroom: votes: paused until /),
		});
		expect(stderr).toMatch(/^ {2}votes is paused by root until .*: load test\.$/m);
		expect(stdout).toContain("It is set, but the history, a message or a re-check failed");
	});
});

describe("what a hand has written into the table", () => {
	const HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\nvotes  forged";
	const SHOWN = "\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202e\\nvotes  forged";

	it("is shown in a terminal and obeyed by none; what cannot be read is named, and the rest is shown", async () => {
		const at = (atMs: number): string => `decision#${String(atMs).padStart(14, "0")}`;
		const nowMs = Date.now();
		const common = { streamName: "votes", kind: "hold", triggeredBy: { kind: "person", by: HOSTILE }, outcome: { kind: "held" } };
		const trail = [{ step: "recommend", says: HOSTILE }];
		const budget = { used: 0, left: 10 };
		const decision = { kind: "hold", streamName: "votes", decidedAtMs: nowMs - 2, openShardCount: 2, budget, trail };
		await world.putItem({ ...common, sortKey: at(nowMs - 2), decision: JSON.stringify(decision) });
		await world.putItem({ ...common, sortKey: at(nowMs - 1), decision: '{"kind":"hold","trail":[]}' });
		await world.storePolicy("nested", `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`);
		const calls = [["status", "votes"], ["status"], ["explain", "votes", "--at", "0s"], ["history", "votes"]];
		const [status, all, explained, history] = await Promise.all(calls.map((args) => inTerminal(args, world.env).ended));
		for (const ended of [status, all, explained, history]) {
			expect(ended?.code).toBe(1);
			expect(ended?.shown).toContain(SHOWN);
			for (const raw of ["\u001b[2J", "\u001b]", "\u0007", "\u009b", "\u202e"]) expect(ended?.shown).not.toContain(raw);
			expect(stripVTControlCharacters(ended?.shown ?? "")).not.toMatch(/^votes {2}forged/m);
			expect(ended?.shown).toContain(`History item ${at(nowMs - 1)} of stream votes is malformed: decision.`);
			expect(ended?.shown).not.toContain("NaN");
		}
		expect(all?.shown).toContain("History item policy#nested of stream nested is malformed: policy must be JSON with at most 32 levels");
		const asJson = await headroom(["explain", "votes", "--at", "0s", "--json"], world.env);
		expect(JSON.parse(asJson.stdout)).toMatchObject({ triggeredBy: { by: HOSTILE }, decision: { trail } });
	});
});

describe("bad input and bad luck: what to do, and never a stack", () => {
	const isOneStory = (stderr: string): void => {
		expect(stderr).not.toMatch(/\n\s+at /);
		expect(stderr).not.toContain("node:internal");
	};

	it.each([
		{ title: "a stream that is not there: the nearest name", args: ["status", "vots"], code: 4, says: "Did you mean votes?" },
		{
			title: "a stream that is nothing like any: those that there are",
			args: ["explain", "zzzzzzzzzz"],
			code: 4,
			says: "Existing streams: ",
		},
		{ title: "a command that is none", args: ["stats"], code: 2, says: "Did you mean status?" },
		{ title: "an option that is none", args: ["status", "--jsn"], code: 2, says: "Did you mean --json?" },
		{
			title: "scale without a count",
			args: ["scale", "votes"],
			code: 2,
			says: "--to <count> is missing: the shard count to reach, 1 to 10000.",
		},
		{ title: "a duration that is none", args: ["pause", "votes", "--for", "tomorrow"], code: 2, says: 'such as "30m", "2h"' },
		{ title: "a time that is none", args: ["explain", "votes", "--at", "noon"], code: 2, says: 'such as "2026-11-25T09:14Z"' },
		{ title: "another deployment", args: ["status", "--deployment", "headroom-test"], code: 4, says: "HEADROOM_DEPLOYMENT" },
		{
			title: "a stream of another account",
			args: ["pause", "arn:aws:kinesis:us-east-1:123456789012:stream/votes"],
			code: 2,
			says: "is in account 123456789012, this command is in 000000000000",
		},
		{
			title: "an ARN that is no stream's",
			args: ["scale", "arn:aws:firehose:us-east-1:000000000000:deliverystream/votes", "--to", "2"],
			code: 2,
			says: "is not the ARN of a Kinesis stream",
		},
		{ title: "a pattern that no stream fits", args: ["status", "order*"], code: 4, says: "Managed streams: " },
		{ title: "an endpoint that is no URL", args: ["status", "--endpoint-url", "localhost"], code: 2, says: "must begin with http://" },
		{ title: "an endpoint where nothing is", args: ["status", "--endpoint-url", "http://127.0.0.1:9"], code: 1, says: "npm start" },
		{ title: "a policy file that is not there", args: ["policy", "validate", "/nonexistent.json"], code: 2, says: "does not exist" },
	])("$title", async ({ args, code, says }) => {
		const ended = await headroom(args, world.env);
		expect(ended).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
		isOneStory(ended.stderr);
	});

	it("the voting API's port for the endpoint's: what it is, and where the endpoint is", async () => {
		const ended = await headroom(["status", "--endpoint-url", world.localCloud.apiUrl], {});
		expect(ended).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`${world.localCloud.apiUrl} is the voting API`) });
		expect(ended.stderr).toContain("npm start shows the endpoint");
		isOneStory(ended.stderr);
	});

	it("an endpoint that is another server altogether", async () => {
		const server = createServer((_, answer) => answer.end("<html>It works!</html>")).listen(0, "127.0.0.1");
		await once(server, "listening");
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const ended = await headroom(["status", "--endpoint-url", url], {});
		server.close();
		expect(ended).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`What answers at ${url} is no AWS endpoint.`) });
		isOneStory(ended.stderr);
	});

	it("no Region: where to say it", async () => {
		const ended = await headroom(["status"], {});
		expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("--region us-east-1") });
		isOneStory(ended.stderr);
	});

	it("no credentials: how to sign in", async () => {
		const ended = await headroom(["status", "--region", "eu-west-1"], {});
		expect(ended).toMatchObject({ code: 5, stderr: expect.stringContaining("aws sso login") });
		isOneStory(ended.stderr);
	});

	it("--debug shows the stack", async () => {
		const { stderr } = await headroom(["status", "--region", "eu-west-1", "--debug"], {});
		expect(stderr).toMatch(/\n\s+at /);
	});

	it.each([
		{ title: "expired credentials", type: "ExpiredTokenException", says: "have expired" },
		{ title: "credentials that AWS does not know", type: "UnrecognizedClientException", says: "does not accept the credentials" },
		{ title: "no access", type: "AccessDeniedException", says: "dynamodb:Query" },
	])("$title: what to do", async ({ says, type }) => {
		const server = createServer((_, response) => {
			response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
			response.end(JSON.stringify({ __type: type, message: `${type} by the test` }));
		}).listen(0, "127.0.0.1");
		await expect.poll(() => server.listening).toBe(true);
		const { port } = server.address() as AddressInfo;
		const ended = await headroom(["status", "--endpoint-url", `http://127.0.0.1:${port}`], {});
		server.closeAllConnections();
		server.close();
		expect(ended).toMatchObject({ code: 5, stdout: "", stderr: expect.stringContaining(says) });
		isOneStory(ended.stderr);
	});
});

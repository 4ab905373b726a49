import { readdirSync, readFileSync } from "node:fs";
import { PERSON_ROLES, type PersonRole } from "@headroom/config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arnSuffices } from "../../src/features/verify/test-stream/arn-suffices.ts";
import { ReshardCourse } from "../../src/features/verify/test-stream/reshard-course.ts";
import { AwsSession } from "../../src/shared/session/aws-session.ts";
import { apiGateway } from "../support/api-gateway.ts";
import { Breaks } from "../support/breaks.ts";
import { type Ended, headroom, inProcess, start } from "../support/headroom.ts";
import { type LocalCloudChild, startLocalCloudChild } from "../support/local-cloud-child.ts";
import { localCloudProxy } from "../support/local-cloud-proxy.ts";
import { World } from "../support/world.ts";

interface Found {
	readonly state: string;
	readonly code: string;
	readonly where: string;
	readonly says: string;
	readonly mend: readonly string[];
}

interface Verified {
	readonly links: readonly { readonly link: string; readonly state: string; readonly findings: readonly Found[] }[];
	readonly left: readonly string[];
	readonly seconds: number;
	readonly measurement: string;
	readonly measured: Readonly<Record<string, unknown>> | null;
}

const verified = ({ stdout, stderr }: Ended): Verified => {
	expect(stdout, stderr).not.toBe("");
	return JSON.parse(stdout) as Verified;
};

/** Every broken link that was named so far: `link code where`. */
const named = new Set<string>();

/** What is broken, as `code where`, sorted. */
function brokenOf({ links }: Verified): string[] {
	const broken = links.flatMap(({ findings, link }) =>
		findings.filter(({ state }) => state === "broken").map((finding) => ({ ...finding, link })),
	);
	for (const { code, link, where } of broken) named.add(`${link} ${code} ${where}`);
	return broken.map(({ code, where }) => `${code} ${where}`).sort();
}

/** All but the one that looks for test streams: one is in use here at the same time. */
const LINKS = [
	"clock",
	"functions",
	"concurrency",
	"async-events",
	"permissions",
	"roles",
	"logs",
	"tables",
	"streams",
	"alarms",
	"alarm-permission",
	"alarm-probe",
	"rechecks",
	"schedule",
	"sweep",
	"mappings",
	"dead-letters",
	"encryption",
	"metrics",
	"notifications",
	"vote",
];

/** One that is verified whole and stays as it is, and one in which everything is broken. */
let whole: LocalCloudChild;
let doomed: LocalCloudChild;
let world: World;
let doomedWorld: World;
let breaks: Breaks;
beforeAll(async () => {
	[whole, doomed] = await Promise.all([
		startLocalCloudChild("--reshard-seconds", "0"),
		startLocalCloudChild("--reshard-seconds", "0", "--reshard-permission", "wildcard"),
	]);
	world = new World(whole);
	doomedWorld = new World(doomed);
	breaks = new Breaks(doomed.endpointUrl);
});
afterAll(async () => {
	breaks.close();
	world.close();
	doomedWorld.close();
	await Promise.all([whole.stop(), doomed.stop()]);
});

describe("headroom verify", { concurrent: true }, () => {
	it("finds every link of a deployment that works, reshards nothing, leaves what it says, and calls what docs/permissions.md names", async ({
		expect,
	}) => {
		// At the same time, on a stream of its own: its calls are another run's.
		const measuring = headroom(["verify", "test-streams", "--with-test-stream", "--yes", "--json"], world.env);
		const ended = await headroom(["verify", ...LINKS, "--send-test-message", "--json", "--debug"], world.env);
		const all = verified(ended);
		expect(all.links.filter(({ state }) => state !== "ok")).toEqual([]);
		expect(ended.code).toBe(0);
		expect(all.links.map(({ link }) => link)).toEqual(LINKS);
		expect(all.measurement).toBe("not-asked");
		const says = all.links.flatMap(({ findings }) => findings.map((finding) => finding.says)).join("\n");
		expect(says).toMatch(/headroom-autoscaler heard an alarm of votes within/);
		expect(says).toMatch(/headroom-votes-fast returned to OK by itself/);
		expect(says).toMatch(/A vote was accepted, and counted within/);
		expect(says).toMatch(/The confirmed subscription gets a test message\. SNS took it/);

		expect(await whole.events("update-shard-count", "votes")).toEqual([]);
		expect((await world.items("votes")).map(({ sortKey }) => sortKey)).toEqual([]);
		expect(await world.tallyItems()).toEqual([]);
		expect(await world.receive("headroom-notifications-inbox")).toEqual([expect.stringContaining("Headroom: test message")]);
		expect(all.left.join("\n")).toMatch(/one record in the votes stream/);

		const made = new Set([...ended.stderr.matchAll(/^([a-z0-9]+:[A-Z]\w+) \d+ ms$/gm)].map(([, action = ""]) => action));
		const role = (Object.values(PERSON_ROLES) as PersonRole[]).find(({ commands }) => commands.includes("verify"));
		const allowed = new Set(["sts:GetCallerIdentity", ...(role?.permissions.flatMap(({ actions }) => [...actions]) ?? [])]);
		expect(made.size).toBeGreaterThan(20);
		expect([...made].filter((action) => !allowed.has(action))).toEqual([]);

		const { code } = await measuring;
		const { measured } = verified(await measuring);
		expect(code).toBe(0);
		expect(measured).toMatchObject({
			arnSufficesForUpdateShardCount: true,
			reshardsAcceptedBeforeQuota: 10,
			splitsAndMergesCount: false,
			refusedCallsCount: false,
			halfOfOddCountRoundsUp: true,
			region: "us-east-1",
			narrowedBy: "sts:GetFederationToken",
			notMeasured: [],
		});
		const { permissionComesFirst, refusals, reshards } = measured as unknown as {
			readonly permissionComesFirst: Readonly<Record<string, boolean>>;
			readonly refusals: readonly { readonly asked: string; readonly readAs: string; readonly expected: string }[];
			readonly reshards: readonly unknown[];
		};
		expect(Object.values(permissionComesFirst)).toEqual([true, true, true, true, true, true]);
		expect(refusals.filter(({ expected, readAs }) => readAs !== expected)).toEqual([]);
		expect(refusals.map(({ asked }) => asked)).toEqual(
			expect.arrayContaining(["more than double", "below half", "one more than a day allows"]),
		);
		expect(reshards.length).toBeGreaterThan(5);
		expect(await world.items("#facts")).toHaveLength(1);
		await expect.poll(() => world.streamNames(), { timeout: 10_000 }).toEqual(["votes"]);
	});

	it("says what it could not look at, and why: no credentials, and a role that may not invoke", async ({ expect }) => {
		const nobody = await headroom(["verify", "--json", "--region", "eu-west-1"], {});
		expect(nobody.code).toBe(5);
		expect(new Set(verified(nobody).links.map(({ state }) => state))).toEqual(new Set(["unchecked"]));
		expect(nobody.stdout).toContain("No AWS credentials were found");

		const own = new Breaks(whole.endpointUrl);
		const ana = await own.personWithout("lambda:InvokeFunction");
		own.close();
		const ended = await headroom(["verify", "functions", "permissions", "logs", "rechecks", "tables", "schedule", "--json"], ana);
		expect(ended.code).toBe(5);
		const states = Object.fromEntries(verified(ended).links.map(({ link, state }) => [link, state]));
		expect(states).toEqual({
			functions: "ok",
			permissions: "unchecked",
			logs: "unchecked",
			tables: "ok",
			rechecks: "unchecked",
			schedule: "ok",
		});
		expect(ended.stdout).toContain("You may not call lambda:InvokeFunction");
		const unknown = await inProcess(["verify", "everything"], world.env);
		expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("There are: clock, functions") });
		const unasked = await inProcess(["verify", "--with-test-stream", "--json"], world.env);
		expect(unasked).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--yes") });
	});

	it("signs its vote where the API takes signed votes only, and says why it could not vote where that does not help", async ({
		expect,
	}) => {
		const votes = async (votingAuth: Parameters<typeof apiGateway>[1]) => {
			const gateway = await apiGateway(whole.apiUrl, votingAuth);
			const ended = await inProcess(["verify", "vote", "--json", "--api-url", `${gateway.url}/`], world.env);
			gateway.close();
			const { left, links } = verified(ended);
			return { code: ended.code, left, findings: links[0]?.findings };
		};
		const [iam, jwt, nobody] = await Promise.all([votes("iam"), votes("jwt"), votes("nobody")]);
		expect(iam).toMatchObject({ code: 0, findings: [{ state: "ok", says: expect.stringContaining("counted within") }] });
		expect(iam.left).toEqual(["one record in the votes stream, until its retention ends", "log lines of that vote"]);
		expect(jwt).toMatchObject({ code: 1, left: [], findings: [{ state: "unchecked", code: "vote.needs-token" }] });
		expect(nobody).toMatchObject({ code: 5, left: [], findings: [{ state: "unchecked", code: "vote.not-permitted" }] });
		expect(await inProcess(["verify", "vote", "--api-url", "votes.example.com"], world.env)).toMatchObject({ code: 2 });
	});

	it("leaves no test stream: not after Ctrl-C, not where Kinesis' answer is lost; and names one that it may not delete", async ({
		expect,
	}) => {
		const { env } = doomedWorld;
		const untilCreated = (from: Readonly<Record<string, string>>) => {
			const { child, ended } = start(["verify", "clock", "--with-test-stream", "--yes"], from);
			child.stderr?.on("data", (chunk: Buffer) => chunk.includes("Created") && child.kill("SIGINT"));
			return ended;
		};
		const lost = await localCloudProxy(doomed.endpointUrl, (operation, headers) => (operation === "CreateStream" ? "cut" : headers));
		const own = new Breaks(doomed.endpointUrl);
		const ana = await own.personWithout("kinesis:DeleteStream");
		own.close();
		const [interrupted, unheard, undeletable] = await Promise.all([
			untilCreated(env),
			inProcess(["verify", "clock", "--with-test-stream", "--yes"], { AWS_ENDPOINT_URL: lost.url }),
			untilCreated(ana),
		]);
		lost.close();
		expect(interrupted).toMatchObject({ code: 130, stderr: expect.stringMatching(/Created (\S+)\.[\s\S]*Deleted \1\./) });
		expect(unheard).toMatchObject({ code: 1, stderr: expect.stringMatching(/could not be created: [\s\S]*Deleted \S+\./) });
		expect(undeletable).toMatchObject({
			code: 130,
			stderr: expect.stringMatching(
				/(\S+) could not be deleted, and costs money until it is: [\s\S]*aws kinesis delete-stream --stream-name \1$/m,
			),
		});
		const [, left = ""] = /^ {2}aws kinesis delete-stream --stream-name (\S+)$/m.exec(undeletable.stderr) ?? [];
		const testStreams = async () => (await doomedWorld.streamNames()).filter((name) => name.startsWith("headroom-verify-headroom-"));
		await expect.poll(testStreams, { timeout: 10_000 }).toContain(left);
		const found = verified(await inProcess(["verify", "test-streams", "--json"], env));
		expect(brokenOf(found)).toContain(`test-stream.left ${left}`);
	});

	it("says whether a stream's ARN suffices where it does not", async ({ expect }) => {
		const session = await AwsSession.open({ endpointUrl: doomed.endpointUrl }, {});
		const stream = { kinesis: session.kinesis(), singleAttemptKinesis: session.singleAttemptKinesis(), streamName: "by-arn" };
		await doomedWorld.createStream(stream.streamName, 1);
		const course = new ReshardCourse({ stream, signal: new AbortController().signal, onProgress: () => {} });
		const notMeasured: string[] = [];
		expect(await arnSuffices(session, stream, undefined, course, notMeasured)).toBe(false);
		expect({ accepted: course.accepted, notMeasured }).toEqual({ accepted: 1, notMeasured: [] });
		session.close();
	});

	it("names every broken link of a deployment, each broken in the local cloud itself", async ({ expect }) => {
		const { env } = doomedWorld;
		const verify = (...args: readonly string[]) => inProcess(["verify", "--json", ...args], env);

		// A stream whose alarms and policy outlive it, and three that were stored by hand.
		await doomedWorld.createStream("gone", 1);
		expect((await headroom(["attach", "gone", "--yes"], env)).code).toBe(0);
		await Promise.all([
			breaks.deny("place-vote", "kinesis:PutRecord"),
			breaks.deny("results", "dynamodb:Query"),
			breaks.deny("tally", "dynamodb:UpdateItem", "sqs:SendMessage"),
			breaks.deny("drain-overflow", "kinesis:PutRecords", "logs:PutLogEvents"),
			breaks.deny("autoscaler", "kinesis:UpdateShardCount"),
			breaks.deny("recheck", "sns:Publish"),
			breaks.deny("sweep", "cloudwatch:GetMetricData"),
			breaks.takeReservation("sweep"),
			breaks.forgetAsyncSettings("autoscaler"),
			breaks.forbidAlarms("alarms-votes"),
			breaks.disableMapping("tally"),
			breaks.deleteMapping("drain-overflow"),
			breaks.disableMapping("recheck"),
			breaks.changeSchedule({ State: "DISABLED" }),
			doomedWorld.send("headroom-overflow-dead-letter", "lost"),
			doomedWorld.send("headroom-recheck-dead-letter", "lost"),
			doomedWorld.send("headroom-failed-events", "lost"),
			breaks.setQueue("headroom-overflow", { RedrivePolicy: "" }),
			breaks.setQueue("headroom-recheck", { SqsManagedSseEnabled: "false" }),
			breaks.decryptStream("votes"),
			breaks.decryptTopic(),
			breaks.keepForEver("headroom-history"),
			doomedWorld.deleteAlarm("headroom-votes-iterator-age"),
			doomedWorld.disableAlarm("headroom-votes-utilization-low"),
			doomedWorld.pointElsewhere("headroom-votes-any-producer"),
			breaks.freezeAlarm("headroom-votes-fast"),
			doomedWorld.storePolicy("odd", '{"maxShardCount": "many"}'),
			doomedWorld.createOnDemandStream("wild").then(() => doomedWorld.storePolicy("wild", "{}")),
			breaks.createStream("headroom-verify-headroom-00000000"),
			breaks.deleteStream("gone"),
			doomedWorld.unsubscribeAll(),
		]);
		await expect.poll(() => doomedWorld.streamNames(), { timeout: 10_000 }).not.toContain("gone");
		const first = verified(await headroom(["verify", "--json", "--wait", "3s"], env));
		const all = brokenOf(first);
		// What else is said of the two streams beside votes hangs on what came before the breaks.
		const named = all
			.filter((line) => !/ (headroom-)?(gone|wild)| headroom-verify-headroom-(?!0{8})/.test(line))
			.map((line) => line.replace(/ verify-\S+$/, " verify"));
		expect(named).toEqual(
			[
				"alarm.disabled headroom-votes-utilization-low",
				"alarm.drifted headroom-votes-any-producer",
				"alarm.drifted headroom-votes-fast",
				"alarm.missing headroom-votes-iterator-age",
				"alarm.no-permission votes",
				"alarm.no-return headroom-votes-fast",
				"async.missing headroom-autoscaler",
				"concurrency.not-reserved headroom-sweep",
				"dead-letters headroom-failed-events",
				"dead-letters headroom-overflow-dead-letter",
				"dead-letters headroom-recheck-dead-letter",
				"encryption.queue headroom-recheck",
				"encryption.stream votes",
				"encryption.topic headroom-notifications",
				"logs.silent headroom-drain-overflow",
				"mapping.disabled headroom-recheck",
				"mapping.disabled headroom-tally",
				"mapping.missing headroom-drain-overflow",
				"metrics.no-shard-count votes",
				"notifications.nobody headroom-notifications",
				"permission.denied headroom-autoscaler",
				"permission.denied headroom-drain-overflow",
				"permission.denied headroom-place-vote",
				"permission.denied headroom-recheck",
				"permission.denied headroom-results",
				"permission.denied headroom-sweep",
				"permission.denied headroom-tally",
				"policy.unreadable odd",
				"probe.not-seen votes",
				"recheck.not-arrived re-checks",
				"redrive.drifted headroom-overflow",
				"role.denied headroom-tally",
				"schedule.disabled headroom-sweep",
				"sweep.none headroom-sweep",
				"table.no-expiry headroom-history",
				"test-stream.left headroom-verify-headroom-00000000",
				"vote.not-counted verify",
				"vote.queued voting API",
			].sort(),
		);
		expect(all).toEqual(expect.arrayContaining(["stream.missing gone", "probe.failed gone", "stream.on-demand wild"]));
		const every = first.links.flatMap(({ findings }) => findings);
		const withoutMend = every.filter(({ mend, state }) => state === "broken" && mend.length === 0).map(({ code }) => code);
		expect(withoutMend).toEqual(["probe.failed"]);

		// The frozen alarm is as the first run has left it.
		const again = verified(await verify("alarm-probe", "--wait", "1s")).links.flatMap(({ findings }) => findings);
		expect(again).toContainEqual(expect.objectContaining({ code: "probe.other-run", where: "headroom-votes-fast", state: "unchecked" }));

		const clock = await localCloudProxy(doomed.endpointUrl, (_, headers) => ({
			...headers,
			date: new Date(Date.now() + 60_000).toUTCString(),
		}));
		await Promise.all([
			breaks.deleteFunction("results"),
			breaks.changeSchedule({ State: "ENABLED", targetArn: "arn:aws:lambda:us-east-1:000000000000:function:other" }),
			breaks.deny("autoscaler", "sns:Publish"),
			...["autoscaler", "recheck", "drain-overflow"].map((name) => breaks.takeReservation(name)),
			breaks.deleteApi(),
			breaks.deleteTable("headroom-tally"),
			breaks.deleteQueue("headroom-recheck-dead-letter"),
		]);
		const second = await Promise.all([
			verify(
				"functions",
				"concurrency",
				"schedule",
				"notifications",
				"vote",
				"tables",
				"dead-letters",
				"--send-test-message",
				"--wait",
				"1s",
			),
			verify("vote", "--wait", "1s", "--api-url", "http://127.0.0.1:9"),
			verify("vote", "--wait", "1s", "--api-url", `${doomed.endpointUrl}/_local-cloud`),
			inProcess(["verify", "clock", "--json"], { AWS_ENDPOINT_URL: clock.url }),
		]);
		expect(second.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
		expect(second.map((each) => brokenOf(verified(each)))).toEqual([
			[
				"api.missing voting API",
				"concurrency.none concurrency",
				"dead-letters headroom-failed-events",
				"dead-letters headroom-overflow-dead-letter",
				"function.missing headroom-results",
				"notifications.nobody headroom-notifications",
				"queue.missing headroom-recheck-dead-letter",
				"redrive.drifted headroom-overflow",
				"schedule.elsewhere headroom-sweep",
				"table.missing headroom-tally",
				"table.no-expiry headroom-history",
			],
			["api.unreachable voting API"],
			["vote.refused voting API"],
			["clock.off this machine"],
		]);
		clock.close();

		await Promise.all([breaks.deleteSchedule(), doomedWorld.deleteTopic(), breaks.deleteTable("headroom-history")]);
		const third = await verify("schedule", "sweep", "notifications", "streams", "tables", "encryption", "--wait", "1s");
		expect(third.code).toBe(1);
		expect(brokenOf(verified(third))).toEqual([
			"encryption.queue headroom-recheck",
			"encryption.stream votes",
			"schedule.missing headroom-sweep",
			"table.missing headroom-history",
			"table.missing headroom-tally",
			"topic.missing headroom-notifications",
		]);
		const halfThere = verified(third).links.find(({ link }) => link === "streams");
		expect(halfThere).toMatchObject({
			state: "unchecked",
			findings: [{ says: expect.stringContaining('The deployment "headroom" does not exist') }],
		});

		// Half a voting system is broken; none at all is another way to deploy.
		await Promise.all(["place-vote", "tally", "drain-overflow"].map((name) => breaks.deleteFunction(name)));
		const ofVoting = ["drain-overflow", "place-vote", "results", "tally"].map((name) => `function.missing headroom-${name}`);
		expect(brokenOf(verified(await verify("functions")))).toEqual(ofVoting);
		await breaks.deleteQueue("headroom-overflow");
		const alone = await verify("functions", "vote");
		expect({ code: alone.code, broken: brokenOf(verified(alone)) }).toEqual({ code: 0, broken: [] });
		expect(verified(alone).links.map(({ link, state }) => [link, state])).toEqual([
			["functions", "ok"],
			["vote", "absent"],
		]);
	});
});

/** What the local cloud cannot be brought to, and why. */
const NOT_BREAKABLE: Readonly<Record<string, string>> = {
	"async.drifted": "the local cloud changes no such settings, it deletes them",
	"async.not-kept": "the same",
	"function.drifted": "the local cloud changes no configuration",
	"function.not-active": "the local cloud's functions are active, or not there",
	"mapping.drifted": "the local cloud changes no mapping but whether it is enabled",
	"mapping.problem": "the local cloud keeps no result of the last batch",
	"metrics.half": "the local cloud publishes both or none",
	"notifications.denied": "tried where somebody is subscribed",
	"schedule.drifted": "the local cloud keeps the rate",
	"self-check.failed": "no function of ours fails at a self-check",
	"self-check.not-understood": "an older version must be deployed",
	"stream.not-active": "a stream is CREATING for a second",
	"sweep.failed": "the first sweep comes after a minute",
	"table.not-active": "a table is ACTIVE at once",
	"vote.counted-twice": "the tally counts once",
};

describe("every code that verify has for a broken link", () => {
	const folder = new URL("../../src/features/verify/links/", import.meta.url);
	const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
	const codes = [...new Set(sources.join("\n").matchAll(/broken\(\s*"([a-z.-]+)"/g))].map(([, code = ""]) => code);

	it("was named above for a link that was broken, or cannot be broken here", () => {
		const seen = new Set([...named].map((line) => line.split(" ")[1]));
		expect(seen.size).toBeGreaterThan(35);
		expect([...new Set(codes)].filter((code) => !seen.has(code)).sort()).toEqual(Object.keys(NOT_BREAKABLE).sort());
	});
});

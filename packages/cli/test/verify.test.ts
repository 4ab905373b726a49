import { DONE } from "@headroom/aws/self-check";
import { deploymentNames } from "@headroom/config";
import type { MeasuredFacts } from "@headroom/controller";
import { describe, expect, it } from "vitest";
import { absent, broken, type LinkFinding, ok, unchecked } from "../src/features/verify/finding.ts";
import type { Link } from "../src/features/verify/link.ts";
import { checkPermissions } from "../src/features/verify/links/permissions.ts";
import { exitOf, type LinkReport, runLinks } from "../src/features/verify/query.ts";
import { recorded } from "../src/features/verify/test-stream/measure.ts";
import { narrowSession } from "../src/features/verify/test-stream/narrow-session.ts";
import { isTestStreamName, testStreamPrefix } from "../src/features/verify/test-stream/test-stream-name.ts";
import { whatCounts } from "../src/features/verify/test-stream/what-counts.ts";
import type { VerifyContext } from "../src/features/verify/verify-context.ts";
import { factsView, reportsJson, verifyView } from "../src/features/verify/view.ts";
import { waitFor } from "../src/features/verify/wait-for.ts";
import type { AwsSession } from "../src/shared/session/aws-session.ts";
import { memoryTerminal } from "./support/program.ts";
import { sessionWith } from "./support/session.ts";

const report = (id: string, ...findings: readonly LinkFinding[]): LinkReport => ({
	link: { id, title: `the ${id}`, run: async () => findings },
	findings,
});
const denied = { ...unchecked("not-checked", "x", "You may not."), isNoAccess: true };

describe("how verify ends", () => {
	it.each([
		{ title: "every link holds", reports: [report("a", ok("x", "It holds.")), report("b", absent("y", "Not here."))], exit: "done" },
		{
			title: "one is broken, and access to another is missing",
			reports: [report("a", broken("c", "x", "No.")), report("b", denied)],
			exit: "failed",
		},
		{ title: "only access is missing", reports: [report("a", ok("x", "It holds.")), report("b", denied)], exit: "no-access" },
		{
			title: "something could not be looked at for another reason",
			reports: [report("a", unchecked("n", "x", "No answer."))],
			exit: "failed",
		},
	])("$exit where $title", ({ exit, reports }) => {
		expect(exitOf(reports)).toBe(exit);
	});
});

describe("a link that waits when somebody presses Ctrl-C", () => {
	const interrupted = AbortSignal.abort();
	const session = { options: {} } as AwsSession;

	it("is not checked: what has not come yet is not broken", async () => {
		const waiting = { id: "vote", title: "a vote", run: () => waitFor({ waitMs: 60_000, signal: interrupted }, async () => undefined) };
		const [found] = await runLinks([waiting as unknown as Link], { session } as VerifyContext);
		expect(found?.findings).toEqual([unchecked("interrupted", "a vote", "The run was interrupted.")]);
	});

	it("says what it has seen by then", async () => {
		expect(await waitFor({ waitMs: 60_000, signal: interrupted }, async () => "seen")).toBe("seen");
	});
});

describe("what verify shows", () => {
	it("is a line a finding, with what mends it; one reason for several links is said once", () => {
		const reports = [
			report("mappings", broken("mapping.disabled", "tally", "The mapping is Disabled.", "aws lambda …")),
			report("tables", denied),
			report("streams", denied),
			report("vote", absent("api", "There is no voting API.")),
			report("clock", ok("here", "The clock agrees.")),
		];
		const left = ["a line of mappings", "a line of clock"];
		expect(verifyView(memoryTerminal(), reports, left, 7).split("\n")).toEqual([
			"✗ The mapping is Disabled. [mappings]",
			"    aws lambda …",
			"? Not checked: You may not. [tables, streams]",
			"- There is no voting API. [vote]",
			"✓ The clock agrees.",
			"",
			"1 of 5 links hold, 1 broken, 2 not checked, 1 not deployed (7 s).",
			"Left behind, and gone by itself:",
			"  a line of mappings",
			"  a line of clock",
		]);
		expect(reportsJson(reports)[0]).toEqual({
			link: "mappings",
			title: "the mappings",
			state: "broken",
			findings: [{ state: "broken", code: "mapping.disabled", where: "tally", says: "The mapping is Disabled.", mend: ["aws lambda …"] }],
		});
	});

	it("keeps an API's answer and a stored key in the line of their finding", () => {
		const forged = "no\n✓ Every link holds.\u001b[2J\u202e";
		const text = verifyView(memoryTerminal(), [report("vote", broken("vote.refused", "api", forged, `aws ${forged}`))], [], 1);
		const shown = "no\\n✓ Every link holds.\\u001b[2J\\u202e";
		expect(text.split("\n")).toEqual([`✗ ${shown} [vote]`, `    aws ${shown}`, "", "0 of 1 links hold, 1 broken (1 s)."]);
	});

	it("names a refusal that Headroom reads as another, and what was not measured", () => {
		const text = factsView({
			measuredAtMs: 0,
			by: "user/ana",
			accountId: "111122223333",
			region: "eu-west-1",
			refusedCallsCount: true,
			reshards: [{ fromShardCount: 1, toShardCount: 2, seconds: 31.5 }],
			refusals: [{ asked: "below half", name: "LimitExceededException", message: "no", readAs: "other", expected: "target-out-of-range" }],
			permissionComesFirst: { "sqs:SendMessage": false },
			notMeasured: ["whether the ARN suffices"],
		});
		for (const line of [
			"  a refused call counts among them: yes",
			"  splits and merges count among them: not measured",
			"  seconds from the call to ACTIVE: 1 to 2: 31.5",
			"    ✗ below half: LimitExceededException: no (read as other, is target-out-of-range: please report this)",
			"    sqs:SendMessage: no, so a self-check says nothing of it",
			"  not measured: whether the ARN suffices",
		]) {
			expect(text.split("\n")).toContain(line);
		}
	});
});

describe("what counts among the ten", () => {
	it.each([
		{ accepted: 10, answer: { splitsAndMergesCount: false, refusedCallsCount: false } },
		{ accepted: 8, answer: { splitsAndMergesCount: true, refusedCallsCount: false } },
		{ accepted: 5, answer: { splitsAndMergesCount: false, refusedCallsCount: true } },
		{ accepted: 3, answer: { splitsAndMergesCount: true, refusedCallsCount: true } },
		{ accepted: 9, answer: undefined },
		{ accepted: 12, answer: undefined },
	])("$accepted accepted beside 2 splits and merges and 5 refusals: $answer", ({ accepted, answer }) => {
		expect(whatCounts({ accepted, refused: 5, mutations: 2 })).toEqual(answer);
	});

	it("is not known where two answers fit", () => {
		expect(whatCounts({ accepted: 8, refused: 2, mutations: 2 })).toBeUndefined();
	});
});

describe("credentials that may less", () => {
	const callerIs = (arn: string) =>
		sessionWith((request, response) => {
			let body = "";
			request.on("data", (chunk: Buffer) => {
				body += chunk.toString();
			});
			request.on("end", () => {
				const action = new URLSearchParams(body).get("Action") ?? "";
				const credentials = `<Credentials><AccessKeyId>${action}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken></Credentials>`;
				const result = action === "GetCallerIdentity" ? `<Arn>${arn}</Arn><Account>111122223333</Account>` : credentials;
				response.writeHead(200, { "content-type": "text/xml" });
				response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
			});
		});
	const STATEMENTS = [{ actions: ["kinesis:UpdateShardCount"], resource: "*" }];

	it.each([
		{ title: "a user", arn: "arn:aws:iam::111122223333:user/ana", role: undefined, made: "GetFederationToken" },
		{
			title: "a role's session that names a role",
			arn: "arn:aws:sts::111122223333:assumed-role/Admin/ana",
			role: "arn:aws:iam::111122223333:role/Test",
			made: "AssumeRole",
		},
	])("are made by $title with $made", async ({ arn, made, role }) => {
		const narrow = await narrowSession(await callerIs(arn), role, STATEMENTS);
		expect(narrow).toMatchObject({ kind: "made", by: `sts:${made}`, credentials: { accessKeyId: made } });
	});

	it("cannot be made by a role's session alone: it says what to name", async () => {
		const narrow = await narrowSession(await callerIs("arn:aws:sts::111122223333:assumed-role/Admin/ana"), undefined, STATEMENTS);
		expect(narrow).toEqual({ kind: "impossible", reason: expect.stringMatching(/^assumed-role\/Admin\/ana .*--test-role/) });
	});
});

describe("a test stream's name", () => {
	it.each([
		{ title: "is found", name: "headroom-verify-headroom-prod-0123abcd", isOwn: true },
		{ title: "of another deployment is not", name: "headroom-verify-headroom-prod-eu-0123abcd", isOwn: false },
		{ title: "is no other stream's", name: "headroom-verify-headroom-prod-orders", isOwn: false },
	])("$title: $name", ({ isOwn, name }) => expect(isTestStreamName("headroom-prod", name)).toBe(isOwn));

	it("fits Kinesis' 128 characters with a deployment of any length", () => {
		expect(`${testStreamPrefix(`headroom-${"x".repeat(200)}`)}01234567`.length).toBeLessThanOrEqual(128);
	});
});

describe("what a self-check learns from a refusal", () => {
	const check = async (permissionComesFirst: Readonly<Record<string, boolean>> | undefined) => {
		const trials = [
			{ action: "kinesis:PutRecord", on: "votes", outcome: "allowed", answered: "InvalidArgumentException: Invalid ExplicitHashKey." },
			{ action: "dynamodb:Query", on: "headroom-tally", outcome: "allowed", answered: DONE },
		];
		const answer = { kind: "answered", answer: { checkId: "c", functionName: "place-vote", trials } };
		const findings = await checkPermissions({
			session: { names: deploymentNames("headroom") },
			foundFunctions: async () => ["place-vote"],
			functions: async () => ({ expected: ["place-vote"] }),
			selfChecks: async () => new Map([["place-vote", answer]]),
			facts: async () => (permissionComesFirst === undefined ? undefined : { permissionComesFirst }),
		} as unknown as VerifyContext);
		return findings.map(({ says, state }) => `${state}: ${says}`);
	};

	it.each([
		{ title: "nothing was measured", measured: undefined },
		{ title: "permissions were measured to come first", measured: { "kinesis:PutRecord": true } },
		{ title: "another call was measured", measured: { "sqs:SendMessage": false } },
	])("is the permission where $title", async ({ measured }) => {
		expect(await check(measured)).toEqual([expect.stringMatching(/^ok: .*2 calls tried/)]);
	});

	it("is nothing where the service was measured to look at the values first; what it carried out stays permitted", async () => {
		expect(await check({ "kinesis:PutRecord": false, "dynamodb:Query": false })).toEqual([
			"unchecked: whether headroom-place-vote may call kinesis:PutRecord on votes: InvalidArgumentException: Invalid ExplicitHashKey. " +
				"(The service answers that to callers without permission, too: measured.)",
		]);
	});
});

describe("what was measured", () => {
	const facts = { measuredAtMs: 0, by: "user/ana" } as MeasuredFacts;
	const recordedWith = async (record: () => Promise<void>) => {
		const terminal = memoryTerminal();
		const context = { ports: { facts: { record } }, session: { options: {} } } as unknown as VerifyContext;
		return { ...(await recorded(terminal, context, facts)), said: terminal.said };
	};

	it("is recorded", async () => expect(await recordedWith(async () => {})).toEqual({ kind: "done", facts, said: [] }));

	it("is shown where it could not be recorded, and the run has failed", async () => {
		const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
		const { said, ...measurement } = await recordedWith(() => Promise.reject(denied));
		expect(measurement).toEqual({ kind: "failed", facts });
		expect(said[0]).toMatch(/^What was measured could not be recorded: /);
	});
});

import { describe, expect, it } from "vitest";
import { absent, broken, type LinkFinding, ok, unchecked } from "../src/features/verify/finding.ts";
import { exitOf, type LinkReport, leftBehind } from "../src/features/verify/query.ts";
import { narrowSession } from "../src/features/verify/test-stream/narrow-session.ts";
import { testStreamPrefix } from "../src/features/verify/test-stream/test-stream-name.ts";
import { whatCounts } from "../src/features/verify/test-stream/what-counts.ts";
import { factsView, reportsJson, verifyView } from "../src/features/verify/view.ts";
import { memoryTerminal } from "./support/program.ts";
import { sessionWith } from "./support/session.ts";

const report = (id: string, ...findings: readonly LinkFinding[]): LinkReport => ({
	link: { id, title: `the ${id}`, leaves: [`a line of ${id}`], run: async () => findings },
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

	it("lists what was left by links that ran, once, and nothing of those that could not", () => {
		expect(leftBehind([report("a", ok("x", "")), report("a", broken("c", "x", "")), report("b", denied)])).toEqual(["a line of a"]);
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
		expect(verifyView(memoryTerminal(), reports, 7).split("\n")).toEqual([
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
	it("fits Kinesis' 128 characters with a deployment of any length", () => {
		expect(`${testStreamPrefix(`headroom-${"x".repeat(200)}`)}01234567`.length).toBeLessThanOrEqual(128);
	});
});

import { PERSON_ROLES, type PersonRole, reshardEverywhere } from "@headroom/config";
import { describe, expect, inject, it } from "vitest";
import { actionsInCode } from "../access/calls-in-code.ts";
import { type Call, judge, judgeOnArn, RESHARD } from "../access/evaluator.ts";
import { siblingsIn } from "../access/function-calls.ts";
import { count, type Judged, judgeCalls, notJudged, reshardsOnArns, surprises } from "../access/judge-calls.ts";
import { commandCalls } from "../access/person-calls.ts";
import { type PeopleOf, personIdentity } from "../access/person-policy.ts";

const people: PeopleOf = { app: inject("production"), managed: ["votes-production"], unmanaged: ["orders"] };
const called = commandCalls(people);
const roles: readonly PersonRole[] = Object.values(PERSON_ROLES);

const callsOf = (commands: readonly string[]) => commands.flatMap((command) => called[command] ?? []);

/** Whoever acts also reads: the permissions of a role are whole. */
const reading = callsOf(PERSON_ROLES.reading.commands);

/** What a role may do beside its commands' calls. */
function besidesOf(role: PersonRole): readonly Call[] {
	if (role === PERSON_ROLES.tracing) return [];
	if (role !== PERSON_ROLES.measuring) return reading;
	// The names of test streams have a pattern, which their neighbours' names have, too. Credentials may always be asked whose they are.
	const streams = callsOf(role.commands).filter(({ resource }) => resource.includes(":stream/"));
	return [
		{ action: "sts:GetCallerIdentity", resource: "*" },
		...streams.map((call) => ({ ...call, resource: `${call.resource}-another` })),
	];
}

async function judgeRole(role: PersonRole): Promise<readonly Judged[]> {
	const { commands } = role;
	return judgeCalls(personIdentity(people, role), { made: callsOf(commands), besides: besidesOf(role), siblings: siblingsIn(people.app) });
}

/** The evaluator's reference has no ARN for the list of HTTP APIs, and none for a kind of resource that does not exist. */
function isWithoutReference(call: string): boolean {
	return call.startsWith("apigateway:GET on arn:") || call.includes(":another-schedule/");
}

const judged = await Promise.all(roles.map(async (role) => ({ commands: role.commands.join(", "), calls: await judgeRole(role) })));

describe(`an independent evaluator of IAM judges people's roles: ${count(judged.flatMap(({ calls }) => calls))}`, () => {
	it.each(judged.map((each) => ({ ...each, counted: count(each.calls) })))("$commands: $counted", ({ calls }) => {
		expect(surprises(calls)).toEqual([]);
		expect(notJudged(calls).filter((call) => !isWithoutReference(call))).toEqual(reshardsOnArns(calls));
	});

	it("every command that docs/permissions.md names is judged, and every permission is used by a command", () => {
		expect(Object.keys(called).sort()).toEqual(roles.flatMap(({ commands }) => commands).sort());
		for (const { commands, permissions } of roles) {
			const used = new Set([...reading, ...callsOf(commands)].map(({ action }) => action));
			const unused = permissions.flatMap(({ actions }) => actions.filter((action) => !used.has(action)));
			expect({ commands, unused }).toEqual({ commands, unused: [] });
		}
	});

	it("the calls that are judged are those of the command line, whose bundle imports them from AWS's SDK", async () => {
		const bySdk = new Set(callsOf(Object.keys(called)).map(({ action }) => action));
		// Calls of SNS itself, and the call that needs no permission.
		// Kinesis asks for it when a stream is created with tags.
		for (const action of ["kms:Decrypt", "kms:GenerateDataKey", "kinesis:AddTagsToStream"]) bySdk.delete(action);
		// The functions' own trials, in the modules of those that verify makes itself.
		const ofFunctions = ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "kinesis:PutRecord", "kinesis:PutRecords"];
		expect(await actionsInCode("packages/cli/src/main.ts")).toEqual([...bySdk, ...ofFunctions, "sts:GetCallerIdentity"].sort());
	});
});

describe("scale, whichever way AWS judges kinesis:UpdateShardCount", () => {
	const region = "us-east-1";
	const role: PersonRole = PERSON_ROLES.acting;
	const reshards = callsOf(["scale"]).flatMap(({ action, resource }) => (action === RESHARD ? resource : []));
	const elsewhere = reshards.map((resource) => resource.replace(region, "eu-west-1"));

	it("is allowed on the streams of the role and on no other, where AWS judges ARNs", () => {
		const identity = personIdentity(people, role);
		expect(reshards.map((resource) => judgeOnArn(identity, { action: RESHARD, resource }))).toEqual(["allowed", "allowed"]);
		const others = [...reshards.map((resource) => `${resource}-another`), ...elsewhere];
		for (const resource of others)
			expect({ resource, verdict: judgeOnArn(identity, { action: RESHARD, resource }) }).toEqual({ resource, verdict: "denied" });
	});

	it("is denied where AWS judges `*`, until the statement that docs/permissions.md shows is added, and then in one Region", async () => {
		const onEverything = { action: RESHARD, resource: "*" };
		expect(await judge(personIdentity(people, role), onEverything)).toBe("denied");
		const helped = personIdentity(people, role, [reshardEverywhere(region)]);
		expect(await judge(helped, onEverything)).toBe("allowed");
		expect(await judge(helped, { ...onEverything, region: "eu-west-1" })).toBe("denied");
		expect(reshards.map((resource) => judgeOnArn(helped, { action: RESHARD, resource }))).toEqual(["allowed", "allowed"]);
	});

	it("lets a role that only looks, attaches, examines or verifies reshard nothing", async () => {
		for (const other of roles.filter((each) => each !== role && each !== PERSON_ROLES.measuring)) {
			const identity = personIdentity(people, other);
			const verdicts = [
				await judge(identity, { action: RESHARD, resource: "*" }),
				...reshards.map((resource) => judgeOnArn(identity, { action: RESHARD, resource })),
			];
			expect({ commands: other.commands, verdicts: new Set(verdicts) }).toEqual({
				commands: other.commands,
				verdicts: new Set(["denied"]),
			});
		}
	});
});

import { FUNCTIONS, type FunctionName } from "@headroom/config";
import { describe, expect, inject, it } from "vitest";
import { actionsInCode } from "../access/calls-in-code.ts";
import { functionCalls, functionIdentity, siblingsIn } from "../access/function-calls.ts";
import { count, type Judged, judgeCalls, notJudged, reshardsOnArns, surprises } from "../access/judge-calls.ts";
import { FUNCTION_NAMES } from "../properties/functions.ts";

const app = inject("production");
const called = functionCalls(app, ["votes-production"]);

async function judgeFunction(name: FunctionName): Promise<readonly Judged[]> {
	const { aws, code } = called[name];
	return judgeCalls(functionIdentity(app, name), { made: [...code, ...aws], siblings: siblingsIn(app) });
}

const judged = await Promise.all(FUNCTION_NAMES.map(async (name) => ({ name, calls: await judgeFunction(name) })));

describe(`an independent evaluator of IAM judges the functions' roles: ${count(judged.flatMap(({ calls }) => calls))}`, () => {
	it.each(judged.map((each) => ({ ...each, counted: count(each.calls) })))("$name: $counted", ({ calls }) => {
		expect(surprises(calls)).toEqual([]);
		expect(notJudged(calls)).toEqual(reshardsOnArns(calls));
	});
});

/** A statement of a recorded role. */
interface Statement {
	Action: string[];
	Resource: string[];
}

describe("the evaluator notices in a role", () => {
	const changes: readonly { readonly title: string; readonly of: FunctionName; readonly change: (statements: Statement[]) => unknown }[] = [
		{ title: "every stream instead of one", of: "place-vote", change: ([first]) => Object.assign(first ?? {}, { Resource: ["*"] }) },
		{ title: "a prefix of actions", of: "place-vote", change: ([first]) => first?.Action.push("kinesis:Put*") },
		{
			title: "a table that is another function's",
			of: "results",
			change: ([first]) => first?.Resource.push(`${first.Resource[0]?.replace("tally", "history")}`),
		},
		{
			title: "a table of every stage",
			of: "results",
			change: ([first]) => first?.Resource.push(`${first.Resource[0]?.replace("production", "*")}`),
		},
		{ title: "a permission that is gone", of: "place-vote", change: (statements) => statements.shift() },
	];
	it.each(changes)("of $of: $title", async ({ of, change }) => {
		const identity = functionIdentity(app, of);
		const policies = structuredClone(identity.policies) as { readonly Statement: Statement[] }[];
		change(policies[0]?.Statement ?? []);
		const { aws, code } = called[of];
		const calls = await judgeCalls({ ...identity, policies }, { made: [...code, ...aws], siblings: siblingsIn(app) });
		expect(surprises(calls)).not.toEqual([]);
	});
});

const VOTING_TRIALS = ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "kinesis:PutRecord", "kinesis:PutRecords"];

/** In a bundle, since a port or the self-check's trials have them, and called by other functions only. */
const REACHED_BUT_NOT_CALLED: Record<FunctionName, readonly string[]> = {
	"place-vote": [
		"kinesis:DescribeLimits",
		"kinesis:DescribeStreamSummary",
		"kinesis:ListShards",
		"kinesis:ListStreamConsumers",
		"kinesis:PutRecords",
		"kinesis:UpdateShardCount",
	],
	results: [
		"dynamodb:BatchGetItem",
		"dynamodb:BatchWriteItem",
		"dynamodb:DeleteItem",
		"dynamodb:GetItem",
		"dynamodb:PutItem",
		"dynamodb:UpdateItem",
	],
	tally: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"],
	"drain-overflow": [
		"kinesis:DescribeLimits",
		"kinesis:ListShards",
		"kinesis:ListStreamConsumers",
		"kinesis:PutRecord",
		"kinesis:UpdateShardCount",
	],
	autoscaler: VOTING_TRIALS,
	recheck: VOTING_TRIALS,
	sweep: VOTING_TRIALS,
};

describe("the calls that are judged are those of the code", () => {
	it.each(FUNCTION_NAMES)("of %s, whose bundle imports them from AWS's SDK", async (name) => {
		const inBundle = await actionsInCode(FUNCTIONS[name].handler.replace(/\.handler$/, ".ts"));
		const inTable = new Set([...called[name].code.map(({ action }) => action), ...REACHED_BUT_NOT_CALLED[name]]);
		expect(inBundle).toEqual([...inTable].sort());
	});
});

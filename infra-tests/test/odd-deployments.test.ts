import { deploymentNames, deploymentOfStage } from "@headroom/config";
import { beforeAll, describe, expect, it } from "vitest";
import { wakeupPolicyProblems } from "../../stacks/shared/checks/wakeup-policy.ts";
import { evaluateApp } from "../harness/evaluate-app.ts";
import { all, named } from "../harness/look-up.ts";
import { functionArnOf, functionPolicyText } from "../harness/provider/function-policy.ts";
import type { Evaluation, RecordedApp } from "../harness/recorded-app.ts";
import { evaluatedStage } from "./support/evaluated-stage.ts";
import { managedStreams } from "./support/managed-streams.ts";

/** An evaluation ends at the first resource that the strict provider refuses: what is recorded here whole has passed it whole. */
const LONGEST_STAGE = "a-stage-whose-name-is-as-long-as-it-goes";
const LONGEST_STREAM = "x".repeat(128);
/** The longest stream of which the provider can name the permission by itself, and one more. */
const NAMEABLE = "n".repeat(59);
const NOT_NAMEABLE = "m".repeat(60);

const owned = (name: string, policy = "{}") =>
	`autoscale({ name: ${JSON.stringify(name)}, initialShardCount: 1, retentionHours: 24 }, ${policy})`;

function foreignArns(
	app: RecordedApp,
	{ partition, region, accountId }: Readonly<Record<"accountId" | "partition" | "region", string>>,
): string[] {
	const arns = JSON.stringify(app.resources.map(({ inputs }) => inputs)).match(/arn:[\w-]*:[\w-]+:[\w-]*:\w*:/g) ?? [];
	return arns.filter((arn) => {
		const [, ofPartition, , ofRegion = "", ofAccount = ""] = arn.split(":");
		return ofPartition !== partition || !["", region].includes(ofRegion) || !["", accountId].includes(ofAccount);
	});
}

function statementIds(app: RecordedApp): (string | undefined)[] {
	return all(app, "permission").map(({ inputs }) => inputs.statementId);
}

describe("GovCloud, the longest stage, a dotted stream, the longest stream, and patterns to attach", () => {
	const GOV_CLOUD = { partition: "aws-us-gov", region: "us-gov-west-1", accountId: "210987654321" };
	let app: RecordedApp;
	beforeAll(async () => {
		app = await evaluatedStage({
			stage: LONGEST_STAGE,
			edits: [managedStreams(["autoscale(votes)", owned("orders.v2"), `autoscale("${LONGEST_STREAM}")`])],
			account: { ...GOV_CLOUD, streams: [{ name: LONGEST_STREAM, mode: "PROVISIONED" }] },
			environment: { HEADROOM_ATTACHABLE_STREAMS: `orders-*, clicks.*, ${LONGEST_STREAM}`, VOTING_AUTH: "iam" },
		});
	});

	it("is deployed whole, with 40 characters of stage in every name that AWS limits", () => {
		expect(LONGEST_STAGE).toHaveLength(40);
		const names = deploymentNames(deploymentOfStage(LONGEST_STAGE));
		expect(named(app, "function", names.functions["drain-overflow"])?.inputs.name).toHaveLength(64);
		expect(all(app, "stream").map(({ inputs }) => inputs.name)).toEqual([`votes-${LONGEST_STAGE}`, "orders.v2"]);
	});

	it("names nothing of another partition, Region or account", () => expect(foreignArns(app, GOV_CLOUD)).toEqual([]));

	it("gives a statement id to each permission that the provider could not name, and to no other", () => {
		const given = all(app, "permission").filter((_, index) => statementIds(app)[index] !== undefined);
		const alarms = given.map(({ inputs }) => inputs.sourceArn?.split(":alarm:")[1] ?? "");
		const waking = ["fast", "any-producer", "utilization-high", "utilization-low"];
		expect(alarms.sort()).toEqual(
			[
				...["orders.v2", LONGEST_STREAM].flatMap((name) => waking.map((kind) => `headroom-${name}-${kind}`)),
				"headroom-orders-*-*",
				"headroom-clicks.*-*",
				`headroom-${LONGEST_STREAM}-*`,
			].sort(),
		);
	});

	it("takes as many bytes of the function's policy as the check of the deployment counts", () => {
		const { arn } = named(app, "function", deploymentNames(deploymentOfStage(LONGEST_STAGE)).functions.autoscaler) ?? {};
		const permissions = all(app, "permission").filter(
			({ inputs }) => functionArnOf(inputs.function, { ...GOV_CLOUD, concurrentExecutions: 0 }) === arn,
		);
		const statements = permissions.map(({ inputs, logicalName }) => ({ statementId: `${logicalName}-0000000`, ...inputs }));
		const bytes = functionPolicyText(arn ?? "", statements).length;
		const alarms = permissions.map(({ inputs }) => inputs.sourceArn?.split(":alarm:")[1] ?? "");
		// Repeated until it is too much, so that the check says its figure.
		const many = Array.from({ length: 10 }, () => alarms).flat();
		const [problem] = wakeupPolicyProblems(LONGEST_STAGE, GOV_CLOUD, many);
		const envelope = functionPolicyText(arn ?? "", []).length;
		expect(problem?.message).toContain(`take ${envelope + 10 * (bytes - envelope + 1) - 1} bytes`);
	});

	it("lets only who may invoke the API place votes", () => {
		const signed = all(app, "apiRoute").filter(({ inputs }) => inputs.authorizationType === "AWS_IAM");
		expect(signed.map(({ inputs }) => inputs.routeKey).sort()).toEqual(["POST /votes", "POST /votes/{vote_id}/{token}/{vote_choice}"]);
	});

	it("leads to GovCloud's console", () => {
		expect(app.outputs["dashboard"]).toMatch(/^https:\/\/console\.amazonaws-us-gov\.com\/cloudwatch\/home\?region=us-gov-west-1/);
	});
});

describe("the autoscaler alone in China, with names at the edge of what the provider can name", () => {
	const CHINA = { partition: "aws-cn", region: "cn-north-1", accountId: "123456789012" };
	let app: RecordedApp;
	beforeAll(async () => {
		app = await evaluatedStage({
			stage: "production",
			edits: [managedStreams(["autoscale(votes)", owned(NAMEABLE), owned(NOT_NAMEABLE)])],
			account: CHINA,
			environment: { HEADROOM_VOTING: "none", HEADROOM_ATTACHABLE_STREAMS: "orders-*" },
		});
	});

	it("is deployed whole, and names nothing of another partition or Region", () => expect(foreignArns(app, CHINA)).toEqual([]));

	it("gives a statement id to the longer name alone, and to the pattern", () => {
		const ids = new Map(all(app, "permission").map(({ inputs, logicalName }) => [logicalName, inputs.statementId]));
		expect(ids.get(`WokenByheadroom-${NAMEABLE}-utilization-high`)).toBeUndefined();
		expect(ids.get(`WokenByheadroom-${NOT_NAMEABLE}-utilization-high`)).toBe(`WokenBy-headroom-${NOT_NAMEABLE}-utilization-high`);
		expect(ids.get("WokenByheadroom-orders-*-*")).toMatch(/^WokenBy-sha256-[0-9a-f]{64}$/);
	});

	it("has nothing of the voting system: no stream, API, function, queue, table, alarm or chart of it", () => {
		const text = JSON.stringify(app.resources.map(({ inputs }) => inputs));
		expect(text).not.toMatch(
			/votes-production|place-vote|drain-overflow|production-overflow|production-tally|production-results|VotingApi|ApiGateway/,
		);
		const kinds = ["api", "apiRoute", "apiStage", "function", "eventSourceMapping", "queue", "table", "stream", "role", "alarm"] as const;
		expect(Object.fromEntries(kinds.map((kind) => [kind, all(app, kind).length]))).toEqual({
			api: 0,
			apiRoute: 0,
			apiStage: 0,
			function: 3,
			eventSourceMapping: 1,
			queue: 3,
			table: 1,
			stream: 2,
			role: 4,
			// Five of each stream, three functions, two dead-letter queues, the sweep.
			alarm: 16,
		});
		expect(app.outputs).not.toHaveProperty("votingApi");
	});
});

describe("streams that are one resource to SST, and whatever else no check of today had seen", () => {
	let evaluation: Evaluation;
	beforeAll(async () => {
		evaluation = await evaluateApp({
			stage: "feature.42",
			edits: [
				managedStreams([
					"autoscale(votes)",
					owned("orders-a"),
					owned("orders.a"),
					...Array.from({ length: 10 }, (_, index) => owned(`s${index}`)),
				]),
			],
			environment: { VOTING_AUTH: "jwt", VOTING_VOTER_TTL: "1d" },
		});
	});

	it("are refused whole, with nothing registered", () => expect(evaluation).toMatchObject({ kind: "failed", registered: [] }));

	it.each([
		/^- --stage: must be letters, digits, '_' and '-', since names are made of it, is "feature\.42"$/m,
		/^- VOTING_JWT_ISSUER: must be the issuer's https URL, is not set$/m,
		/^- VOTING_JWT_AUDIENCE: must be 1 to 50 audiences, separated by commas, is not set$/m,
		/^- orders-a, orders\.a: are one resource to SST, StreamOrdersA, /m,
		/^- 52 alarms: wake the autoscaler, .* take \d+ bytes, and a function's policy has room for 20480/m,
		/^- VOTING_VOTER_TTL: must be at least 15d, since a vote may wait 14d in the overflow queue and 24 h in the stream, .* is 1d$/m,
	])("are said in one list, each with its path: %s", (line) => {
		expect(evaluation).toMatchObject({ kind: "failed", message: expect.stringMatching(line) });
	});
});

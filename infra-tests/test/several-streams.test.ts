import { ENVIRONMENT } from "@headroom/config";
import { beforeAll, describe, expect, it } from "vitest";
import { rolePolicy } from "../../stacks/shared/checks/role-policies.ts";
import { ACCOUNT_ID, PARTITION, REGION } from "../harness/account.ts";
import { statementsOfRole } from "../harness/iam-statements.ts";
import { all, byArn, functionNamed, named } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { PROPERTIES } from "../properties/index.ts";
import { evaluatedStage } from "./support/evaluated-stage.ts";
import { managedStreams } from "./support/managed-streams.ts";

/**
 * Two streams of the app, one that exists by its name, one by its ARN, each with its own policy, in an account that is new and where ARNs
 * suffice to reshard.
 */
describe("four streams in a new account", () => {
	let app: RecordedApp;
	beforeAll(async () => {
		app = await evaluatedStage({
			stage: "production",
			environment: { HEADROOM_RESHARD_ON: "streams" },
			edits: [
				managedStreams([
					"autoscale(votes, { scaleOutUtilization: 0.95 })",
					"autoscale({ name: 'payments-production', initialShardCount: 2, retentionHours: 48 }, { minShardCount: 2 })",
					'autoscale("orders", { minShardCount: 2, scaleInUtilization: 0.2 })',
					'autoscale("arn:aws:kinesis:us-east-1:123456789012:stream/clicks")',
				]),
			],
			account: {
				concurrentExecutions: 10,
				streams: [
					{ name: "orders", mode: "PROVISIONED", retentionHours: 168 },
					{ name: "clicks", mode: "PROVISIONED" },
				],
			},
		});
	});

	/** A new account lets no function set executions aside. */
	const ofRoomyAccounts = "every function has its definition's memory, timeout, description and reserved concurrency";

	it.each(PROPERTIES.filter(({ sentence }) => sentence !== ofRoomyAccounts))("$sentence", ({ faults }) => {
		expect(faults(app)).toEqual([]);
	});

	it("creates the streams that are the app's, and leaves those that exist as they are", () => {
		expect(all(app, "stream").map(({ inputs }) => inputs.name)).toEqual(["votes-production", "payments-production"]);
	});

	it("creates a stream of the app as it is declared, provisioned and with a shard count that stays the autoscaler's", () => {
		const stream = named(app, "stream", "payments-production");
		expect(stream?.inputs).toMatchObject({ streamModeDetails: { streamMode: "PROVISIONED" }, shardCount: 2, retentionPeriod: 48 });
		expect(stream?.ignoreChanges).toEqual(["shardCount"]);
	});

	it.each([
		["votes-production", 0.95, 0.55, 43_200_000],
		["payments-production", 0.9, 0.55, 86_400_000],
		["orders", 0.9, 0.2, 302_400_000],
		["clicks", 0.9, 0.55, 43_200_000],
	])("watches %s by its own policy: out above %d, in below %d, backlog over %d ms", (streamName, out, into, ageMs) => {
		const threshold = (kind: string) => named(app, "alarm", `headroom-${streamName}-${kind}`)?.inputs.threshold;
		expect([threshold("utilization-high"), threshold("utilization-low"), threshold("iterator-age")]).toEqual([out, into, ageMs]);
	});

	it.each(["autoscaler", "recheck", "sweep"] as const)(
		"gives %s a role's policy as long as the check of the deployment counts",
		(functionName) => {
			const role = byArn(app, "role", functionNamed(app, functionName)?.inputs.role);
			const [{ policy } = { policy: "" }] = role?.inputs.inlinePolicies ?? [];
			const place = { partition: PARTITION, region: REGION, accountId: ACCOUNT_ID };
			const streams = ["votes-production", "payments-production", "orders", "clicks"];
			const counted = rolePolicy(functionName, "production", place, streams, "streams").length;
			const written = policy?.replaceAll(/\s/g, "").length ?? 0;
			// The id of the key is shorter here than AWS's.
			expect(counted - written).toBeGreaterThanOrEqual(0);
			expect(counted - written).toBeLessThan(36);
		},
	);

	it.each(["autoscaler", "recheck", "sweep"] as const)("lets %s reshard the four, and no other", (functionName) => {
		const lambdaFunction = functionNamed(app, functionName);
		const role = byArn(app, "role", lambdaFunction?.inputs.role);
		const reshards = role === undefined ? [] : statementsOfRole(role).filter(({ actions }) => actions.includes("kinesis:UpdateShardCount"));
		expect(reshards.flatMap(({ resources }) => resources)).toEqual([
			"arn:aws:kinesis:us-east-1:123456789012:stream/votes-production",
			"arn:aws:kinesis:us-east-1:123456789012:stream/payments-production",
			"arn:aws:kinesis:us-east-1:123456789012:stream/orders",
			"arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
		]);
		expect(JSON.parse(lambdaFunction?.inputs.environment?.variables?.[ENVIRONMENT.streams] ?? "")).toEqual({
			"votes-production": { scaleOutUtilization: 0.95 },
			"payments-production": { minShardCount: 2 },
			orders: { minShardCount: 2, scaleInUtilization: 0.2 },
			clicks: {},
		});
	});

	it("sets no executions aside where the account has ten in all, rather than fail halfway", () => {
		expect(all(app, "function").filter(({ inputs }) => inputs.reservedConcurrentExecutions !== undefined)).toEqual([]);
	});
});

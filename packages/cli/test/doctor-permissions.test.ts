import type { SimulatePrincipalPolicyCommandInput } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkPermissions } from "../src/features/doctor/checks/permissions.ts";
import { sessionWith } from "./support/session.ts";

/** What the three simulations ask, and what is found when some of it is denied. */
async function check(denied: readonly string[]) {
	const session = await sessionWith((_, response) => response.end());
	const asked: SimulatePrincipalPolicyCommandInput[] = [];
	Object.assign(session, { caller: async () => ({ accountId: "111122223333", by: "user/ana" }) });
	Object.assign(session.lambda(), { send: async () => ({ Role: "arn:aws:iam::111122223333:role/headroom-production-SweepRole-abc" }) });
	Object.assign(session.iam(), {
		send: async ({ input }: { readonly input: SimulatePrincipalPolicyCommandInput }) => {
			asked.push(input);
			const EvaluationResults = (input.ActionNames ?? []).map((EvalActionName) => ({
				EvalActionName,
				EvalResourceName: input.ResourceArns?.[0],
				EvalDecision: denied.includes(EvalActionName) ? "implicitDeny" : "allowed",
			}));
			return { EvaluationResults };
		},
	});
	const streams = [{ streamName: "votes" }] as unknown as CheckContext["streams"];
	const findings = await checkPermissions({ session, streams } as CheckContext);
	return { asked, findings };
}

describe("what the roles allow", () => {
	it("is asked of everything that an evaluation does to a stream, the act among it, in the session's Region", async () => {
		const { asked, findings } = await check([]);
		expect(findings).toEqual([]);
		expect(asked).toHaveLength(3);
		for (const { ActionNames = [], ContextEntries, ResourceArns } of asked) {
			expect([...ActionNames].sort()).toEqual([
				"kinesis:DescribeStreamSummary",
				"kinesis:ListShards",
				"kinesis:ListStreamConsumers",
				"kinesis:UpdateShardCount",
			]);
			expect(ResourceArns).toEqual(["arn:aws:kinesis:us-east-1:111122223333:stream/votes"]);
			expect(ContextEntries).toEqual([
				{ ContextKeyName: "aws:RequestedRegion", ContextKeyType: "string", ContextKeyValues: ["us-east-1"] },
			]);
		}
	});

	it("names the act that a role may not do, and the command that allows it", async () => {
		const { findings } = await check(["kinesis:UpdateShardCount"]);
		expect(findings).toHaveLength(3);
		expect(findings[0]).toMatchObject({
			code: "permission.missing",
			where: "votes",
			says: "The role of headroom-autoscaler may not call kinesis:UpdateShardCount on votes.",
			fix: [
				expect.stringContaining('"Action":"kinesis:UpdateShardCount","Resource":"arn:aws:kinesis:us-east-1:111122223333:stream/votes"'),
			],
		});
	});
});

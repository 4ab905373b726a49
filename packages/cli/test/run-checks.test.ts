import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { runChecks } from "../src/features/doctor/run-checks.ts";
import { sessionWith } from "./support/session.ts";

describe("a check that cannot look", () => {
	it("says that the endpoint does not serve what it asks, and keeps no other from looking", async () => {
		const session = await sessionWith((_, response) => {
			response.writeHead(400, { "content-type": "text/xml" });
			response.end(
				"<ErrorResponse><Error><Type>Sender</Type><Code>UnknownServiceException</Code><Message>does not serve iam</Message></Error></ErrorResponse>",
			);
		});
		const simulate = new SimulatePrincipalPolicyCommand({
			PolicySourceArn: "arn:aws:iam::000000000000:role/r",
			ActionNames: ["kinesis:ListShards"],
		});
		const found = { severity: "warning", code: "other", where: "there", says: "Found.", fix: [] } as const;
		const checks = [
			{
				title: "what the roles allow",
				run: ({ session: asked }: CheckContext) =>
					asked
						.iam()
						.send(simulate)
						.then(() => []),
			},
			{ title: "another thing", run: async () => [found] },
		];
		expect(await runChecks(checks, { session } as unknown as CheckContext)).toEqual([
			expect.objectContaining({
				severity: "unchecked",
				code: "check.not-served",
				says: "Not checked: what the roles allow: the endpoint does not serve this.",
			}),
			found,
		]);
	});
});

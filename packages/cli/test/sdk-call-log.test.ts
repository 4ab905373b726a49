import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { explainError } from "../src/shared/errors/explain-error.ts";
import { assertNoClockSkew, formatClockSkew, NOTICEABLE_CLOCK_SKEW_MS } from "../src/shared/session/clock-skew.ts";
import { sessionWith } from "./support/session.ts";

describe("the calls of a session", () => {
	it.each([
		{ title: "as right as this one", serviceAheadMs: 0, words: undefined, isRefused: false },
		{ title: "a little ahead", serviceAheadMs: 5_000, words: undefined, isRefused: false },
		{ title: "20 s ahead", serviceAheadMs: 20_000, words: /^(?:19|2[01]) s behind AWS's$/, isRefused: false },
		{ title: "two minutes ahead", serviceAheadMs: 120_000, words: /^2 min behind AWS's$/, isRefused: true },
		{ title: "two minutes behind", serviceAheadMs: -120_000, words: /^2 min ahead of AWS's$/, isRefused: true },
	])("tell how far this machine's clock is off: the service's is $title", async ({ isRefused, serviceAheadMs, words }) => {
		const opened = await sessionWith((_, response) => {
			response.setHeader("Date", new Date(Date.now() + serviceAheadMs).toUTCString());
			response.setHeader("content-type", "application/x-amz-json-1.1").end(JSON.stringify({ StreamNames: [], HasMoreStreams: false }));
		});
		expect(formatClockSkew(opened, NOTICEABLE_CLOCK_SKEW_MS)).toBeUndefined();
		await opened.kinesis().send(new ListStreamsCommand({}));
		const said = formatClockSkew(opened, NOTICEABLE_CLOCK_SKEW_MS);
		if (words === undefined) expect(said).toBeUndefined();
		else expect(said).toMatch(words);
		if (isRefused) expect(() => assertNoClockSkew(opened)).toThrow(expect.objectContaining({ exit: "refused" }));
		else expect(() => assertNoClockSkew(opened)).not.toThrow();
	});

	it("are named as IAM names them, and so is the one that may not be made, whatever the service says", async () => {
		const actions: string[] = [];
		const opened = await sessionWith(
			(_, response) => {
				response.writeHead(403, { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" });
				response.end(JSON.stringify({ message: "Not you." }));
			},
			(action) => actions.push(action),
		);
		const error = await opened
			.lambda()
			.send(new GetPolicyCommand({ FunctionName: "f" }))
			.catch((denied: unknown) => denied);
		expect(explainError(error, {})).toMatchObject({
			exit: "no-access",
			message: "lambda:GetPolicy failed: Not you.",
			hints: ["You may not call lambda:GetPolicy. docs/permissions.md lists what each command needs."],
		});
		expect(actions).toEqual(["lambda:GetPolicy"]);
	});
});

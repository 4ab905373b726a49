import { describe, expect, it } from "vitest";
import { readRecheckMessage } from "../../src/autoscaling/recheck-message.ts";

describe("readRecheckMessage", () => {
	it.each(["blocked", "more-steps", "reshard-in-progress", "still-throttled"] as const)("reads the reason %s", (reason) => {
		expect(readRecheckMessage(JSON.stringify({ streamName: "votes", reason }))).toEqual({ kind: "recheck", streamName: "votes", reason });
	});

	it.each([
		{ title: "no JSON", body: "votes", reason: "the message must be JSON" },
		{ title: "no object", body: "[]", reason: "the message must be an object" },
		{ title: "null", body: "null", reason: "the message must be an object" },
		{ title: "no stream", body: '{"reason":"blocked"}', reason: "streamName must be text" },
		{
			title: "an unknown reason",
			body: '{"streamName":"votes","reason":"boredom"}',
			reason: "reason must be one of blocked, more-steps, override-ended, policy-changed, reshard-in-progress, still-throttled",
		},
		{
			title: "nothing in it, both said",
			body: "{}",
			reason:
				"streamName must be text; reason must be one of blocked, more-steps, override-ended, policy-changed, reshard-in-progress, still-throttled",
		},
	])("says what is wrong with $title", ({ body, reason }) => {
		expect(readRecheckMessage(body)).toEqual({ kind: "malformed", reason });
	});
});

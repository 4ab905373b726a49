import { RECHECK_REASONS } from "@headroom/controller";
import { describe, expect, it } from "vitest";
import { readRecheckMessage, writeRecheckMessage } from "../src/autoscaler/recheck-message.ts";

const ALL_REASONS = "blocked, more-steps, override-ended, policy-changed, rate-exceeded, reshard-in-progress, still-throttled";

describe("a re-check message", () => {
	it.each(RECHECK_REASONS)("that was written with the reason %s is read", (reason) => {
		expect(readRecheckMessage(writeRecheckMessage({ streamName: "votes", reason }))).toEqual({
			kind: "recheck",
			streamName: "votes",
			reason,
		});
	});

	/** Queued by the first version, and perhaps still waiting when another is deployed. */
	it.each(ALL_REASONS.split(", "))("of the first version with the reason %s is read", (reason) => {
		expect(readRecheckMessage(`{"streamName":"votes","reason":"${reason}"}`)).toEqual({ kind: "recheck", streamName: "votes", reason });
	});

	it.each([
		{ title: "no JSON", body: "votes", reason: "the message must be JSON" },
		{ title: "no object", body: "[]", reason: "the message must be an object" },
		{ title: "null", body: "null", reason: "the message must be an object" },
		{ title: "no stream", body: '{"reason":"blocked"}', reason: "streamName must be text" },
		{
			title: "an unknown reason",
			body: '{"streamName":"votes","reason":"boredom"}',
			reason: `reason must be one of ${ALL_REASONS}`,
		},
		{ title: "nothing in it, both said", body: "{}", reason: `streamName must be text; reason must be one of ${ALL_REASONS}` },
	])("says what is wrong with $title", ({ body, reason }) => {
		expect(readRecheckMessage(body)).toEqual({ kind: "malformed", reason });
	});
});

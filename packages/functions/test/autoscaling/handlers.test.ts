import type { Context, SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { composeAutoscaler } from "../../src/autoscaling/compose.ts";
import { event } from "./support/event.ts";

const ENVIRONMENT = {
	HEADROOM_HISTORY_TABLE_NAME: "headroom-history",
	HEADROOM_RECHECK_QUEUE_URL: "http://127.0.0.1:9/111122223333/recheck",
	HEADROOM_NOTIFICATIONS_TOPIC_ARN: "arn:aws:sns:us-east-1:111122223333:headroom-notifications",
	HEADROOM_STREAMS: '{"votes":{}}',
};

describe("composeAutoscaler", () => {
	it("makes every port and the finder of streams", () => {
		const { ports, streams } = composeAutoscaler("sweep", ENVIRONMENT);
		expect(Object.keys(ports).sort()).toEqual(["clock", "consumers", "history", "load", "notifier", "recheck", "stream", "telemetry"]);
		expect(Object.keys(streams).sort()).toEqual(["all", "find", "keepPosition"]);
	});

	it("names every variable that is missing", () => {
		expect(() => composeAutoscaler("autoscaler", {})).toThrow(
			/HEADROOM_HISTORY_TABLE_NAME[\s\S]*HEADROOM_RECHECK_QUEUE_URL[\s\S]*HEADROOM_NOTIFICATIONS_TOPIC_ARN[\s\S]*HEADROOM_STREAMS/,
		);
	});

	it("names what is wrong with a policy", () => {
		expect(() => composeAutoscaler("autoscaler", { ...ENVIRONMENT, HEADROOM_STREAMS: '{"votes":{"maxShards":8}}' })).toThrow(
			/votes\.maxShards/,
		);
	});
});

describe("the handlers", () => {
	beforeEach(() => {
		for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
		vi.stubEnv("AWS_REGION", "us-east-1");
		vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
		vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
		// Nothing listens on the discard port: every call of a port fails at once.
		vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
		vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
		vi.spyOn(process.stdout, "write").mockReturnValue(true);
		vi.spyOn(process.stderr, "write").mockReturnValue(true);
	});
	afterEach(() => {
		vi.unstubAllEnvs();
		vi.restoreAllMocks();
	});

	/** A batch of one message a body; its number is its id. */
	function recheckEvent(bodies: readonly string[]): SQSEvent {
		const [record] = event("recheck")["Records"] as SQSEvent["Records"];
		if (record === undefined) throw new Error("the recorded event has a record");
		return { Records: bodies.map((body, index) => ({ ...record, body, messageId: String(index) })) };
	}

	it("recheck gives back the messages whose evaluation failed, and no others", async () => {
		const { handler } = await import("../../src/recheck.ts");
		const managed = '{"streamName":"votes","reason":"blocked"}';
		const batch = recheckEvent(["no JSON", managed, "{}", managed]);
		expect(await handler(batch, {} as Context)).toEqual({
			batchItemFailures: [{ itemIdentifier: "1" }, { itemIdentifier: "3" }],
		});
	});

	it("recheck gives back the whole batch without a throw", async () => {
		const { handler } = await import("../../src/recheck.ts");
		const batch = recheckEvent(['{"streamName":"votes","reason":"blocked"}']);
		expect(await handler(batch, {} as Context)).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
	});

	it("autoscaler throws for a stream that cannot be read, so that Lambda tries again", async () => {
		const { handler } = await import("../../src/autoscaler.ts");
		await expect(handler(event("alarm-lambda-action"))).rejects.toMatchObject({ code: "history.unavailable" });
	});

	it("autoscaler does not throw for an event that is malformed", async () => {
		const { handler } = await import("../../src/autoscaler.ts");
		await expect(handler({ hello: "world" })).resolves.toBeUndefined();
	});

	it("sweep throws once for all streams that failed", async () => {
		const { handler } = await import("../../src/sweep.ts");
		await expect(handler()).rejects.toMatchObject({ code: "sweep.failed" });
	});
});

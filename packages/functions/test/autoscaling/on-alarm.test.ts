import { probeReason } from "@headroom/controller";
import { inMemoryPorts } from "@headroom/controller/test-ports";
import { DEFAULT_POLICY } from "@headroom/engine";
import { beforeEach, describe, expect, it } from "vitest";
import type { StreamAutoscaler } from "../../src/autoscaling/compose.ts";
import { onAlarm } from "../../src/autoscaling/on-alarm.ts";
import { onRecheck } from "../../src/autoscaling/on-recheck.ts";
import { event, eventWith } from "./support/event.ts";

const NOW_MS = Date.parse("2026-11-23T10:00:25Z");

let ports: ReturnType<typeof inMemoryPorts>;
let autoscaler: StreamAutoscaler;

beforeEach(() => {
	ports = inMemoryPorts({ nowMs: () => NOW_MS });
	ports.stream.put("votes", { openShardCount: 1 });
	ports.load.put("votes", {
		minutes: [],
		fastWindow: { kind: "measured", startMs: NOW_MS - 10_000, windowSeconds: 10, throttledRecords: 8_000 },
		iteratorAge: { kind: "no-data" },
	});
	autoscaler = { ports, streams: managing("votes") };
});

function managing(...streamNames: readonly string[]): StreamAutoscaler["streams"] {
	return { find: async (streamName) => (streamNames.includes(streamName) ? { streamName, policy: DEFAULT_POLICY } : undefined) };
}

async function openShardCountAsked(): Promise<readonly number[]> {
	const { history } = await ports.history.load("votes", NOW_MS);
	return history.reshards.map(({ toShardCount }) => toShardCount);
}

function loggedEvents(): readonly string[] {
	return ports.telemetry.lines.map(({ event: name }) => name);
}

describe("onAlarm", () => {
	it.each([
		"alarm-lambda-action",
		"alarm-sns",
		"alarm-event-bridge",
		"alarm-sqs-sns",
		"alarm-lambda-action-composite-child",
		"alarm-event-bridge-contributor",
	])("looks at the stream of %s, and reshards it", async (name) => {
		await onAlarm(autoscaler, event(name));
		expect(await openShardCountAsked()).toEqual([2]);
		expect(loggedEvents()).toContain("stream.evaluated");
	});

	it("looks at every stream of an alarm about two", async () => {
		ports.stream.put("orders", { openShardCount: 1 });
		ports.load.put("orders", {
			minutes: [],
			fastWindow: { kind: "measured", startMs: NOW_MS - 10_000, windowSeconds: 10, throttledRecords: 8_000 },
			iteratorAge: { kind: "no-data" },
		});
		await onAlarm({ ports, streams: managing("votes", "orders") }, event("alarm-sns-two-streams"));
		const evaluated = ports.telemetry.lines.filter(({ event: name }) => name === "stream.evaluated");
		expect(evaluated.map(({ fields }) => fields["streamName"])).toEqual(["votes", "orders"]);
	});

	it("does nothing for another account's alarm, and says whose it is", async () => {
		await onAlarm(autoscaler, event("alarm-lambda-action"), { accountId: "999999999999", region: "us-east-1" });
		expect(await openShardCountAsked()).toEqual([]);
		expect(ports.telemetry.lines).toMatchObject([
			{ event: "alarm.malformed", fields: { reason: expect.stringContaining("is of account 111122223333") } },
		]);
	});

	it("does one thing for the same alarm twice", async () => {
		await onAlarm(autoscaler, event("alarm-lambda-action"));
		await onAlarm(autoscaler, event("alarm-lambda-action"));
		expect(await openShardCountAsked()).toEqual([2]);
	});

	it("answers a malformed event with one log line, and nothing else", async () => {
		await onAlarm(autoscaler, { alarmData: {} });
		expect(ports.telemetry.lines).toEqual([
			{
				level: "error",
				event: "alarm.malformed",
				fields: { reason: "alarmData.alarmName must be text; alarmData.state must be an object" },
			},
		]);
		expect(await openShardCountAsked()).toEqual([]);
		expect(ports.notifier.published).toEqual([]);
	});

	it("answers an alarm about another stream with one log line, and nothing else", async () => {
		await onAlarm({ ...autoscaler, streams: managing() }, event("alarm-lambda-action"));
		expect(ports.telemetry.lines).toEqual([
			{
				level: "warn",
				event: "alarm.unmanaged-stream",
				fields: { streamName: "votes", alarmName: "headroom-votes-fast", state: "ALARM" },
			},
		]);
		expect(await openShardCountAsked()).toEqual([]);
	});

	describe("under a probe, whatever the stream needs", () => {
		const PROBE_ID = "check-0123456789";
		const reason = probeReason(PROBE_ID);
		const overSns = JSON.stringify({
			AlarmName: "headroom-votes-fast",
			NewStateValue: "ALARM",
			StateChangeTime: "2026-11-23T10:00:22Z",
			NewStateReason: reason,
		});
		const probes = [
			{ title: "as the alarm's own action", given: eventWith("alarm-lambda-action", ["alarmData", "state", "reason"], reason) },
			{ title: "over SNS", given: eventWith("alarm-sns", ["Records", 0, "Sns", "Message"], overSns) },
			{ title: "over EventBridge", given: eventWith("alarm-event-bridge", ["detail", "state", "reason"], reason) },
		];

		it.each(probes)(
			"$title: a throttled stream is decided on and logged; no reshard, no message, no re-check, no word in the history",
			async ({ given }) => {
				const before = structuredClone(await ports.history.load("votes", NOW_MS));
				await onAlarm(autoscaler, given);
				expect(ports.telemetry.lines).toEqual([
					{
						level: "info",
						event: "stream.probed",
						fields: expect.objectContaining({ streamName: "votes", probeId: PROBE_ID, state: "ALARM", decision: "scale-out" }),
					},
				]);
				expect(ports.stream.calls).toEqual([]);
				expect(ports.notifier.published).toEqual([]);
				expect(ports.recheck.waiting()).toEqual([]);
				expect(await ports.history.load("votes", NOW_MS)).toEqual(before);
				// The same alarm without the mark acts: it was the mark that kept it.
				await onAlarm(autoscaler, event("alarm-lambda-action"));
				expect(ports.stream.calls).toEqual([{ streamName: "votes", targetShardCount: 2, atMs: NOW_MS }]);
			},
		);

		it("a stream that cannot be evaluated is one log line: no message, and no failure that Lambda would try again", async () => {
			const streams = managing("votes", "gone");
			const gone = eventWith("alarm-lambda-action", ["alarmData", "state", "reason"], reason);
			Reflect.set(gone as object, "alarmData", {
				...Reflect.get(gone as object, "alarmData"),
				alarmName: "headroom-gone-fast",
				configuration: {},
			});
			await onAlarm({ ports, streams }, gone);
			expect(ports.telemetry.lines).toEqual([
				{
					level: "error",
					event: "stream.probe-failed",
					fields: expect.objectContaining({ streamName: "gone", probeId: PROBE_ID, code: "observation.stream-not-found" }),
				},
			]);
			expect(ports.notifier.published).toEqual([]);
		});

		it.each([
			"Threshold Crossed: headroom probe check-0123456789",
			" headroom probe check-0123456789",
			"headroom probe",
			"headroom probe short",
			42,
			null,
		])("a reason that does not begin with the mark (%j) is no probe's", async (other) => {
			await onAlarm(autoscaler, eventWith("alarm-lambda-action", ["alarmData", "state", "reason"], other));
			expect(ports.stream.calls).toHaveLength(1);
		});
	});

	it("handles the rest of an event when one alarm's stream cannot be evaluated, and then throws", async () => {
		const streams = managing("votes", "gone");
		const message = { NewStateValue: "ALARM", StateChangeTime: "2026-11-23T10:00:22.490+0000" };
		const both = {
			Records: ["headroom-gone-fast", "headroom-votes-fast"].map((AlarmName) => ({
				Sns: { Message: JSON.stringify({ ...message, AlarmName }) },
			})),
		};
		await expect(onAlarm({ ports, streams }, both)).rejects.toMatchObject({ code: "observation.stream-not-found", streamName: "gone" });
		expect(await openShardCountAsked()).toEqual([2]);
	});
});

describe("onRecheck", () => {
	it("looks at the stream again", async () => {
		await onRecheck(autoscaler, '{"streamName":"votes","reason":"still-throttled"}');
		expect(await openShardCountAsked()).toEqual([2]);
	});

	it.each([
		{ title: "is malformed", body: "{}", says: "recheck.malformed" },
		{
			title: "is about a stream that is no longer managed",
			body: '{"streamName":"old","reason":"blocked"}',
			says: "recheck.unmanaged-stream",
		},
	])("is done with a message that $title, after one log line", async ({ body, says }) => {
		await onRecheck(autoscaler, body);
		expect(loggedEvents()).toEqual([says]);
		expect(await openShardCountAsked()).toEqual([]);
	});

	it("throws what the evaluation throws, so that the message comes back", async () => {
		const streams = managing("gone");
		await expect(onRecheck({ ports, streams }, '{"streamName":"gone","reason":"blocked"}')).rejects.toMatchObject({
			code: "observation.stream-not-found",
		});
	});
});

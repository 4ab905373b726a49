import { describe, expect, it } from "vitest";
import { type Answer, Measurement, type Sent } from "../src/drive/measurement.ts";

const CLOCK_OFFSET_MS = 1_000_000;

const sent = (voterIndex: number, intendedAtMs = 0): Sent => ({ voterIndex, path: `/votes/poll/voter-${voterIndex}/a`, intendedAtMs });
const answer = (status: number, body = "{}", headers: Answer["headers"] = {}): Answer => ({ kind: "answer", status, headers, body });

function measured(...outcomes: readonly (readonly [Sent, number, Parameters<Measurement["ended"]>[2]])[]): Measurement {
	const measurement = new Measurement(0, CLOCK_OFFSET_MS);
	for (const [request, endedAtMs, outcome] of outcomes) {
		measurement.sent(request);
		measurement.ended(request, endedAtMs, outcome);
	}
	return measurement;
}

describe("what is measured", () => {
	it("counts latency from the moment the user wanted to ask, not from when it was sent", () => {
		expect(measured([sent(1, 100), 400, answer(200)]).latency.summary()).toMatchObject({ max: expect.closeTo(300, 0) });
	});

	it("sorts voters by what they were promised", () => {
		const measurement = measured(
			[sent(1), 1, answer(200)],
			[sent(2), 1, answer(202)],
			[sent(3), 1, answer(429)],
			[sent(4), 1, answer(503)],
			[sent(5), 1, { kind: "broken", error: new Error("gone") }],
		);
		expect(measurement.acceptedVoters).toEqual([1, 2]);
		expect(measurement.unknownVoters, "answered 5xx or not at all").toEqual([4, 5]);
		expect(measurement.counts()).toEqual({
			offered: 5,
			byStatus: { "200": 1, "202": 1, "429": 1, "503": 1 },
			unanswered: 1,
			notSent: 0,
		});
	});

	it("groups answers by status and code, with the first and the newest of each as examples", () => {
		const throttled = '{"message":"Too Many Requests","error":{"code":"api.throttled"}}';
		const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
		const { groups } = {
			groups: measured(
				[sent(1, 5), 10, answer(429, throttled, { "apigw-requestid": "first=", "retry-after": "1" })],
				[sent(2, 6), 12, answer(429, throttled, { "x-request-id": "second=", "apigw-requestid": "other=" })],
				[sent(3), 1, answer(429, '{"message":"Too Many Requests"}')],
				[sent(4), 1, answer(502, "<html>")],
				[sent(5), 1, { kind: "broken", error: refused }],
			).groups(),
		};
		expect(groups.map(({ code, count, status }) => [status, code, count])).toEqual([
			[429, "api.throttled", 2],
			[429, "Too Many Requests", 1],
			[502, "", 1],
			[0, "ECONNREFUSED", 1],
		]);
		expect(groups[0]).toMatchObject({
			first: { requestId: "first=", retryAfter: "1", sentAtMs: CLOCK_OFFSET_MS + 5, latencyMs: 5, body: throttled },
			newest: { requestId: "second=", path: "/votes/poll/voter-2/a" },
		});
		expect(groups[3]?.first).not.toHaveProperty("requestId");
	});

	it("tells of each second by itself", () => {
		const measurement = measured([sent(1), 10, answer(200)], [sent(2), 20, answer(500)]);
		measurement.sent(sent(3));
		measurement.openConnections = 7;
		expect(measurement.endSecond(1000)).toEqual({
			atMs: CLOCK_OFFSET_MS,
			sent: 3,
			unanswered: 0,
			answers: { "200": 1, "500": 1 },
			latencyMs: expect.objectContaining({ max: expect.closeTo(20, 0) }),
			inFlight: 1,
			openConnections: 7,
		});
		expect(measurement.endSecond(2000)).toEqual({
			atMs: CLOCK_OFFSET_MS + 1000,
			sent: 0,
			unanswered: 0,
			answers: {},
			inFlight: 1,
			openConnections: 7,
		});
	});

	it("counts as not answered what is given up, once, whatever comes later", () => {
		const measurement = new Measurement(0, CLOCK_OFFSET_MS);
		const late = sent(1);
		measurement.sent(late);
		measurement.giveUp(30_000, new Error("too late"));
		measurement.ended(late, 31_000, answer(200));
		expect(measurement.counts()).toMatchObject({ offered: 1, byStatus: {}, unanswered: 1 });
		expect(measurement.unknownVoters).toEqual([1]);
		expect(measurement.acceptedVoters).toEqual([]);
	});
});

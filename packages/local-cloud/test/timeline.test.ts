import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Timeline } from "../src/timeline.ts";

const throttled = (atMs: number, records: number, streamName = "votes") =>
	({ kind: "write-throttled", streamName, shardId: "shardId-000000000000", records, atMs }) as const;

describe("the timeline", () => {
	it("keeps throttled writes as one event a second and stream", () => {
		const timeline = new Timeline();
		timeline.recordKinesis(throttled(1000, 3));
		timeline.recordKinesis(throttled(1999, 4));
		timeline.recordKinesis(throttled(1500, 1, "other"));
		timeline.recordKinesis(throttled(2000, 5));
		expect(timeline.eventsAfter(0, 2500)).toEqual([
			{ sequence: 1, atMs: 1000, kind: "write-throttled", streamName: "votes", records: 7 },
			{ sequence: 2, atMs: 1000, kind: "write-throttled", streamName: "other", records: 1 },
		]);
		expect(timeline.eventsAfter(2, 3000)).toEqual([{ sequence: 3, atMs: 2000, kind: "write-throttled", streamName: "votes", records: 5 }]);
	});

	it("gives a reader that asks for what is new everything once, whenever it asks", () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ records: fc.integer({ min: 1, max: 9 }), stepMs: fc.integer({ min: 0, max: 1500 }), reads: fc.boolean() })),
				(steps) => {
					const timeline = new Timeline();
					let nowMs = 0;
					let after = 0;
					let read = 0;
					const catchUp = (atMs: number) => {
						for (const event of timeline.eventsAfter(after, atMs)) {
							expect(event.sequence).toBe(after + 1);
							after = event.sequence;
							if (event.kind === "write-throttled") read += event.records;
						}
					};
					for (const { reads, records, stepMs } of steps) {
						nowMs += stepMs;
						timeline.recordKinesis(throttled(nowMs, records));
						if (reads) catchUp(nowMs);
					}
					catchUp(nowMs + 1000);
					expect(read).toBe(steps.reduce((sum, { records }) => sum + records, 0));
				},
			),
			{ seed: 20_261_123 },
		);
	});

	it("forgets the oldest of too many, and still counts on", () => {
		const timeline = new Timeline();
		for (let index = 1; index <= 25_000; index += 1)
			timeline.record(index, { kind: "stream-active", streamName: "votes", openShardCount: index });
		const events = timeline.eventsAfter(0, 30_000);
		expect(events).toHaveLength(20_000);
		expect(events[0]?.sequence).toBe(5001);
		expect(timeline.eventsAfter(24_999, 30_000)).toMatchObject([{ sequence: 25_000, openShardCount: 25_000 }]);
	});
});

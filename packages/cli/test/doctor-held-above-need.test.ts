import { ObservationError } from "@headroom/controller";
import { type ConsumersObservation, DEFAULT_POLICY, type LoadObservation } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkHeldAboveNeed } from "../src/features/doctor/checks/held-above-need.ts";
import { sessionWith } from "./support/session.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const MINUTE_MS = 60_000;

interface Given {
	readonly recordsPerSecond?: number;
	readonly consumers?: Partial<Extract<ConsumersObservation, { kind: "known" }>>;
	readonly streamMode?: "ON_DEMAND" | "PROVISIONED";
}

/** Of a stream with eight shards that Headroom has looked after for days. */
async function check(
	{ consumers, recordsPerSecond = 100, streamMode = "PROVISIONED" }: Given,
	describe = async () => described(streamMode),
) {
	const session = await sessionWith((_, response) => response.end());
	Object.assign(session, { caller: async () => ({ accountId: "111122223333", by: "ana" }) });
	const starts = (sinceMs: number) =>
		Array.from({ length: Math.floor((NOW_MS - sinceMs) / MINUTE_MS) - 1 }, (_, index) => sinceMs + index * MINUTE_MS);
	const ports = {
		clock: { nowMs: () => NOW_MS },
		consumers: { read: async () => ({ kind: "known", retentionHours: 24, registered: [], eventSourceMappings: [], ...consumers }) },
		history: {
			load: async () => ({ history: { reshards: [], override: { kind: "none" } }, revision: 0, lastObservedShardCount: undefined }),
		},
		load: {
			read: async (_: string, sinceMs: number): Promise<LoadObservation> => ({
				minutes: starts(sinceMs).map((startMs) => ({
					startMs,
					periodSeconds: 60,
					incomingRecords: recordsPerSecond * 60,
					incomingBytes: recordsPerSecond * 6_000,
					throttledRecords: 0,
				})),
				headroomMinutes: starts(sinceMs),
				fastWindow: { kind: "no-data" },
				iteratorAge: { kind: "known", maxMs: 0 },
				shardThrottles: { kind: "no-data" },
			}),
		},
		stream: { describe, describeAccount: async () => ({ kind: "no-data", reason: "not asked" }) },
	};
	const streams = [{ streamName: "votes", policy: DEFAULT_POLICY }];
	return checkHeldAboveNeed({ session, streams, ports } as unknown as CheckContext);
}

const described = (streamMode: "ON_DEMAND" | "PROVISIONED") => ({ streamMode, streamStatus: "ACTIVE" as const, openShardCount: 8 });

describe("a stream that has had more shards than it needed for a day", () => {
	it("is named, with the reason, what it costs a month, and who has to read again", async () => {
		const stopped = { registered: [{ consumerName: "analytics", readAtMs: NOW_MS - 3_600_000 }] };
		expect(await check({ consumers: stopped })).toEqual([
			{
				severity: "warning",
				code: "stream.held-above-need",
				where: "votes",
				says: expect.stringMatching(
					/^votes has had 8 shards or more for a day and needed 1 shard at most: \$76\.65 a month \(shard-hours, us-east-1 prices\)\. Not scaling in .* consumer analytics has not read since 2026-11-23 11:00:00 UTC/,
				),
				fix: [
					"Start analytics again, or: aws kinesis deregister-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:111122223333:stream/votes --consumer-name analytics",
				],
			},
		]);
	});

	it("is named where a function's mapping is disabled", async () => {
		const eventSourceMappings = [{ functionName: "tally", isEnabled: false, modifiedAtMs: NOW_MS - 3_600_000 }];
		const [finding] = await check({ consumers: { eventSourceMappings } });
		expect(finding?.says).toContain("the event source mapping of function tally has not read since");
		expect(finding?.fix[0]).toContain("Enable the event source mapping of tally");
	});

	it("is well where its load takes them", async () => {
		expect(await check({ recordsPerSecond: 5_500 })).toEqual([]);
	});

	it("is another check's where the service scales it, or where it does not exist", async () => {
		expect(await check({ streamMode: "ON_DEMAND" })).toEqual([]);
		const missing = new ObservationError("Stream votes not found.", { code: "observation.stream-not-found", retryable: false });
		expect(await check({}, async () => Promise.reject(missing))).toEqual([]);
	});
});

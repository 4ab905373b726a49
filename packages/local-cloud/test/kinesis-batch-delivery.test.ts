import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type BatchDelivery,
	deliverBatch,
	type KinesisRecord,
	type KinesisRetrySettings,
} from "../src/services/lambda/event-sources/kinesis-batch-delivery.ts";
import { Waiting } from "../src/services/lambda/event-sources/waiting.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);

/** Waits take no time, and are remembered. */
class InstantWaiting extends Waiting {
	readonly delaysMs: number[] = [];
	override wait(delayMs: number): Promise<void> {
		this.delaysMs.push(delayMs);
		return Promise.resolve();
	}
}

function records(count: number, ageSeconds = 1): KinesisRecord[] {
	return Array.from({ length: count }, (_, index) => ({
		SequenceNumber: String(index + 1),
		ApproximateArrivalTimestamp: NOW_MS / 1000 - ageSeconds,
		Data: "e30=",
		PartitionKey: "p",
	}));
}

const SUCCESS: InvocationOutcome = { kind: "success", requestId: "r", payload: "null" };
const FAILURE: InvocationOutcome = { kind: "function-error", requestId: "r", error: { errorType: "Error", errorMessage: "no" } };
const failed = (...sequenceNumbers: string[]): InvocationOutcome => ({
	kind: "success",
	requestId: "r",
	payload: JSON.stringify({ batchItemFailures: sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier })) }),
});

const SETTINGS: KinesisRetrySettings = {
	bisectBatchOnFunctionError: false,
	reportBatchItemFailures: true,
	maximumRetryAttempts: -1,
	maximumRecordAgeInSeconds: -1,
};

async function run(
	batch: readonly KinesisRecord[],
	settings: Partial<KinesisRetrySettings>,
	answer: (sent: string, call: number) => InvocationOutcome,
) {
	const calls: string[] = [];
	const discarded: string[] = [];
	const waiting = new InstantWaiting();
	const delivery: BatchDelivery = {
		settings: { ...SETTINGS, ...settings },
		invoke: async (sent) => {
			const text = sent.map((record) => record.SequenceNumber).join(" ");
			calls.push(text);
			return answer(text, calls.length);
		},
		onDiscarded: (given, reason) => discarded.push(`${reason}: ${given.map((record) => record.SequenceNumber).join(" ")}`),
		waiting,
		nowMs: () => NOW_MS,
	};
	const isThrough = await deliverBatch(delivery, batch);
	return { calls, discarded, isThrough, delaysMs: waiting.delaysMs };
}

describe("a batch of one shard", () => {
	const rows: readonly {
		title: string;
		count: number;
		settings?: Partial<KinesisRetrySettings>;
		answers: readonly InvocationOutcome[];
		calls: readonly string[];
		discarded?: readonly string[];
	}[] = [
		{ title: "is sent once when it succeeds", count: 3, answers: [SUCCESS], calls: ["1 2 3"] },
		{ title: "resumes at the lowest failed sequence number", count: 4, answers: [failed("4", "2"), SUCCESS], calls: ["1 2 3 4", "2 3 4"] },
		{ title: "is sent again whole when its first record failed", count: 2, answers: [failed("1"), SUCCESS], calls: ["1 2", "1 2"] },
		{ title: "fails whole when the function throws", count: 2, answers: [FAILURE, SUCCESS], calls: ["1 2", "1 2"] },
		{ title: "fails whole when an unknown item is named", count: 2, answers: [failed("99"), SUCCESS], calls: ["1 2", "1 2"] },
		{ title: "fails whole when an item has no name", count: 2, answers: [failed(""), SUCCESS], calls: ["1 2", "1 2"] },
		{
			title: "ignores what the function reports when reporting is off",
			count: 2,
			settings: { reportBatchItemFailures: false },
			answers: [failed("1")],
			calls: ["1 2"],
		},
		{
			title: "is cut in two when the function throws, and again, until the poison stands alone",
			count: 4,
			settings: { bisectBatchOnFunctionError: true },
			answers: [FAILURE, SUCCESS, FAILURE, FAILURE, SUCCESS, SUCCESS],
			calls: ["1 2 3 4", "1 2", "3 4", "3", "3", "4"],
		},
		{
			title: "gives up after the retries it may have, and goes on",
			count: 1,
			settings: { maximumRetryAttempts: 2 },
			answers: [FAILURE, FAILURE, FAILURE],
			calls: ["1", "1", "1"],
			discarded: ["RetryAttemptsExhausted: 1"],
		},
		{
			title: "counts no retry for a throttled invocation",
			count: 1,
			settings: { maximumRetryAttempts: 0 },
			answers: [{ kind: "throttled", requestId: "r" }, SUCCESS],
			calls: ["1", "1"],
		},
	];
	it.each(rows)("$title", async ({ answers, calls, count, discarded = [], settings = {} }) => {
		const result = await run(records(count), settings, (_sent, call) => answers[call - 1] ?? expect.unreachable("more calls than answers"));
		expect(result).toMatchObject({ calls, discarded, isThrough: true });
	});

	it("discards what is older than it may be, without asking the function", async () => {
		const batch = [...records(1, 120), ...records(2, 1).slice(1)];
		const result = await run(batch, { maximumRecordAgeInSeconds: 60 }, () => SUCCESS);
		expect(result).toMatchObject({ calls: ["2"], discarded: ["RecordAgeExceeded: 1"], isThrough: true });
	});

	it("waits longer after each failure, up to half a minute", async () => {
		const { delaysMs } = await run(records(1), {}, (_sent, call) => (call <= 10 ? FAILURE : SUCCESS));
		expect(delaysMs).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
	});

	it("is left alone when the local cloud stops", async () => {
		const waiting = new Waiting();
		const isThrough = await deliverBatch(
			{
				settings: SETTINGS,
				invoke: async () => {
					waiting.stop();
					return FAILURE;
				},
				onDiscarded: () => expect.unreachable("nothing is discarded"),
				waiting,
				nowMs: () => NOW_MS,
			},
			records(1),
		);
		expect(isThrough).toBe(false);
	});

	it("delivers every record at least once and in order, whatever fails", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 30 }),
				fc.boolean(),
				fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 }),
				async (count, bisect, faults) => {
					const firstSeen: number[] = [];
					await run(records(count), { bisectBatchOnFunctionError: bisect }, (sent, call) => {
						const numbers = sent.split(" ").map(Number);
						const fault = faults[call - 1];
						const isWhole = fault === 0;
						const failedAt = fault === undefined || isWhole ? -1 : numbers.indexOf(fault);
						const through = isWhole ? [] : failedAt === -1 ? numbers : numbers.slice(0, failedAt);
						for (const number of through) if (!firstSeen.includes(number)) firstSeen.push(number);
						return isWhole ? FAILURE : failedAt === -1 ? SUCCESS : failed(String(fault));
					});
					expect(firstSeen).toEqual(Array.from({ length: count }, (_, index) => index + 1));
				},
			),
			{ seed: 20_261_123, numRuns: 300 },
		);
	});
});

import { describe, expect, it } from "vitest";
import { InMemoryOverflow, InMemoryVoteStream } from "../src/in-memory-ports.ts";
import { OverflowError, type PlaceVotePorts, placeVote, RetryBudget, VoteStreamError } from "../src/index.ts";
import { vote } from "./build.ts";

type Answer = "stored" | "throttled" | Error;

const streamDown = new VoteStreamError("timed out", { code: "vote-stream.unavailable", retryable: true });
const overflowDown = new OverflowError("no answer", { code: "overflow.unavailable", retryable: true });

/** A stream that gives these answers in turn, and the last one from then on. */
function world(answers: readonly Answer[], parts: { readonly overflow?: "down"; readonly budget?: number; readonly random?: number } = {}) {
	const queue = [...answers];
	const stream = new InMemoryVoteStream(() => (queue.length > 1 ? queue.shift() : queue[0]) ?? "stored");
	const overflow = new InMemoryOverflow();
	if (parts.overflow === "down") overflow.send = () => Promise.reject(overflowDown);
	const sleptMs: number[] = [];
	const ports: PlaceVotePorts = {
		stream,
		overflow,
		retryBudget: new RetryBudget({ capacity: parts.budget ?? 10, successesPerRetry: 10 }),
		random: () => parts.random ?? 0.5,
		sleep: async (ms) => {
			sleptMs.push(ms);
		},
	};
	return { ports, stream, overflow, sleptMs };
}

const shardId = "shardId-000000000000";

const rows: readonly {
	readonly title: string;
	readonly answers: readonly Answer[];
	readonly overflow?: "down";
	readonly budget?: number;
	readonly outcome: object;
	readonly puts: number;
	readonly queued: number;
}[] = [
	{ title: "is stored at once", answers: ["stored"], outcome: { kind: "accepted", throttledAttempts: 0 }, puts: 1, queued: 0 },
	{
		title: "is stored at the second try after one throttle",
		answers: ["throttled", "stored"],
		outcome: { kind: "accepted", throttledAttempts: 1, shardId },
		puts: 2,
		queued: 0,
	},
	{
		title: "is queued after two throttles",
		answers: ["throttled"],
		outcome: { kind: "queued", throttledAttempts: 2, shardId },
		puts: 2,
		queued: 1,
	},
	{
		title: "is queued after one throttle when the retry budget is spent",
		answers: ["throttled"],
		budget: 0,
		outcome: { kind: "queued", throttledAttempts: 1, shardId },
		puts: 1,
		queued: 1,
	},
	{
		title: "is queued at once when the stream does not answer",
		answers: [streamDown],
		outcome: { kind: "queued", throttledAttempts: 0, streamFailure: streamDown },
		puts: 1,
		queued: 1,
	},
	{
		title: "is queued when the stream is away at the second try",
		answers: ["throttled", streamDown],
		outcome: { kind: "queued", throttledAttempts: 1, shardId, streamFailure: streamDown },
		puts: 2,
		queued: 1,
	},
	{
		title: "is refused when it is throttled and the queue is away",
		answers: ["throttled"],
		overflow: "down",
		outcome: { kind: "refused", throttledAttempts: 2, shardId, overflowFailure: overflowDown },
		puts: 2,
		queued: 0,
	},
	{
		title: "is refused when both are away",
		answers: [streamDown],
		overflow: "down",
		outcome: { kind: "refused", throttledAttempts: 0, streamFailure: streamDown, overflowFailure: overflowDown },
		puts: 1,
		queued: 0,
	},
	{
		title: "is stored although the queue is away",
		answers: ["stored"],
		overflow: "down",
		outcome: { kind: "accepted", throttledAttempts: 0 },
		puts: 1,
		queued: 0,
	},
];

describe("placing a vote", () => {
	it.each(rows)("$title", async ({ answers, overflow, budget, outcome, puts, queued }) => {
		const {
			ports,
			stream,
			overflow: queue,
		} = world(answers, {
			...(overflow === undefined ? {} : { overflow }),
			...(budget === undefined ? {} : { budget }),
		});
		expect(await placeVote(ports, vote())).toEqual(outcome);
		expect(stream.putCount).toBe(puts);
		expect(queue.sent).toEqual(Array.from({ length: queued }, () => ({ vote: vote(), delaySeconds: 0 })));
	});

	it.each([
		{ title: "at least 10 ms", random: 0, ms: 10 },
		{ title: "on average 50 ms", random: 0.5, ms: 50 },
		{ title: "less than 90 ms", random: 0.999_999, ms: 89.99992 },
	])("waits $title before the retry", async ({ random, ms }) => {
		const { ports, sleptMs } = world(["throttled", "stored"], { random });
		await placeVote(ports, vote());
		expect(sleptMs).toEqual([expect.closeTo(ms, 4)]);
	});

	it("does not wait when there will be no retry", async () => {
		const { ports, sleptMs } = world(["throttled"], { budget: 0 });
		await placeVote(ports, vote());
		expect(sleptMs).toEqual([]);
	});

	it("under sustained throttling retries a tenth of what is stored, not all that is throttled", async () => {
		let attempt = 0;
		const ports: PlaceVotePorts = {
			...world(["stored"]).ports,
			// Of 1,600 first tries a second, 1,000 are stored: here 5 of 8, evenly. Retries meet the same odds.
			stream: new InMemoryVoteStream(() => {
				attempt += 1;
				return attempt % 8 < 5 ? "stored" : "throttled";
			}),
		};
		const votes = 10_000;
		let retries = 0;
		for (let index = 0; index < votes; index += 1) {
			const before = attempt;
			await placeVote(ports, vote());
			retries += attempt - before - 1;
		}
		expect(retries / votes).toBeLessThan(0.08);
		expect(retries / votes).toBeGreaterThan(0.04);
	});
});

describe("the retry budget", () => {
	it("allows as many retries in a row as its capacity, and then none", () => {
		const budget = new RetryBudget({ capacity: 3, successesPerRetry: 10 });
		expect([1, 2, 3, 4].map(() => budget.trySpend())).toEqual([true, true, true, false]);
	});

	it("gives one retry back for ten successes, not for nine", () => {
		const budget = new RetryBudget({ capacity: 1, successesPerRetry: 10 });
		budget.trySpend();
		for (let success = 0; success < 9; success += 1) budget.refund();
		expect(budget.trySpend()).toBe(false);
		budget.refund();
		expect(budget.trySpend()).toBe(true);
	});

	it("never holds more than its capacity", () => {
		const budget = new RetryBudget({ capacity: 2, successesPerRetry: 10 });
		for (let success = 0; success < 1000; success += 1) budget.refund();
		expect([1, 2, 3].map(() => budget.trySpend())).toEqual([true, true, false]);
	});
});

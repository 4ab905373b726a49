import { describe, expect, it } from "vitest";
import { InMemoryOverflow, InMemoryVoteStream } from "../src/in-memory-ports.ts";
import { createDrainer, type DrainPorts, OverflowError, type Vote, VoteStreamError } from "../src/index.ts";
import { vote } from "./build.ts";

/** A world whose clock moves only by sleeping. */
function world(outcomeOf?: (vote: Vote) => "stored" | "throttled" | Error, parts: Partial<DrainPorts> = {}) {
	let nowMs = 0;
	const stream = new InMemoryVoteStream(outcomeOf);
	const overflow = new InMemoryOverflow();
	const lines: { readonly level: string; readonly event: string; readonly [field: string]: unknown }[] = [];
	const ports: DrainPorts = {
		stream,
		overflow,
		openShardCount: async () => 2,
		nowMs: () => nowMs,
		sleep: async (ms) => {
			nowMs += ms;
		},
		log: (level, event, fields) => {
			lines.push({ level, event, ...fields });
		},
		...parts,
	};
	return { ports, stream, overflow, lines, clock: () => nowMs };
}

function numberedVote(index: number): Vote {
	return vote({ token: `voter-${index}`, request_id: `request-${index}` });
}

function messages(count: number) {
	return Array.from({ length: count }, (_, index) => ({ messageId: `m${index}`, body: JSON.stringify(numberedVote(index)) }));
}

function requestIds(count: number): readonly string[] {
	return Array.from({ length: count }, (_, index) => `request-${index}`);
}

const MINUTE_MS = 60_000;

describe("draining a batch", () => {
	it("puts every vote into the stream, in their order, at the pace", async () => {
		const { ports, stream, lines, clock } = world();
		const drained = await createDrainer(ports)(messages(100), MINUTE_MS);
		expect(drained).toEqual({
			drainedRequestIds: requestIds(100),
			setAside: 0,
			putBackRequestIds: [],
			throttledAttempts: 0,
			failedMessageIds: [],
		});
		expect(stream.stored.map((stored) => stored.vote.token)).toEqual(messages(100).map((_, index) => `voter-${index}`));
		expect(clock(), "100 votes at 125 a second").toBeGreaterThan(700);
		expect(lines).toEqual([
			{
				level: "info",
				event: "overflow.drained",
				drained: 100,
				set_aside: 0,
				put_back: 0,
				failed: 0,
				throttled_attempts: 0,
				rate_per_second: 125,
				drained_request_ids: requestIds(100),
			},
		]);
	});

	it("tries a throttled vote again after a pause, until it is stored", async () => {
		let refusals = 3;
		const { ports, stream } = world(() => (refusals-- > 0 ? "throttled" : "stored"));
		const drained = await createDrainer(ports)(messages(10), MINUTE_MS);
		expect(drained).toMatchObject({ drainedRequestIds: requestIds(10), throttledAttempts: 3, putBackRequestIds: [] });
		expect(stream.stored).toHaveLength(10);
	});

	it("puts back with a short delay what the time does not suffice for", async () => {
		const { ports, overflow, lines } = world(() => "throttled");
		const drained = await createDrainer(ports)(messages(3), MINUTE_MS);
		expect(drained).toMatchObject({ drainedRequestIds: [], putBackRequestIds: requestIds(3), failedMessageIds: [] });
		expect(overflow.sent).toEqual(messages(3).map((_, index) => ({ vote: numberedVote(index), delaySeconds: 5 })));
		expect(lines.at(-1)).toMatchObject({ level: "warn", event: "overflow.drained", put_back: 3, put_back_request_ids: requestIds(3) });
	});

	it("is over by the deadline", async () => {
		const { ports, clock } = world(() => "throttled");
		await createDrainer(ports)(messages(3), MINUTE_MS);
		expect(clock()).toBeLessThan(MINUTE_MS);
	});

	it("puts everything back at once when there is no time at all", async () => {
		const { ports, stream, overflow } = world();
		await createDrainer(ports)(messages(3), 0);
		expect(stream.stored).toHaveLength(0);
		expect(overflow.sent).toHaveLength(3);
	});

	it("stops asking a queue that fails, since the function's time is nearly over", async () => {
		let asked = 0;
		const overflow = {
			send: async () => {
				asked += 1;
				throw new OverflowError("no answer", { code: "overflow.unavailable", retryable: true });
			},
			setAside: async () => {},
		};
		const { ports } = world(() => "throttled", { overflow });
		const drained = await createDrainer(ports)(messages(100), 5000);
		expect(drained).toMatchObject({ drainedRequestIds: [], putBackRequestIds: [] });
		expect(drained.failedMessageIds).toHaveLength(100);
		expect(asked, "one for each of those that were asked at once").toBe(10);
	});

	it("reports as failed what it can neither drain nor put back, so that the queue keeps it", async () => {
		const failing = Object.assign(new InMemoryOverflow(), {
			send: async () => {
				throw new OverflowError("no answer", { code: "overflow.unavailable", retryable: true });
			},
		});
		const { ports, lines } = world(() => "throttled", { overflow: failing });
		const drained = await createDrainer(ports)(messages(2), MINUTE_MS);
		expect(drained).toMatchObject({ putBackRequestIds: [], failedMessageIds: ["m0", "m1"] });
		expect(lines.find(({ event }) => event === "overflow.put-back-failed")).toEqual({
			level: "error",
			event: "overflow.put-back-failed",
			failed: 2,
			error: "overflow.unavailable: no answer",
		});
	});

	it("goes on after a stream that did not answer, and says so once", async () => {
		let failures = 2;
		const { ports, lines } = world(() =>
			failures-- > 0 ? new VoteStreamError("timed out", { code: "vote-stream.unavailable", retryable: true }) : "stored",
		);
		expect(await createDrainer(ports)(messages(5), MINUTE_MS)).toMatchObject({ drainedRequestIds: requestIds(5), failedMessageIds: [] });
		expect(lines.filter(({ event }) => event === "overflow.stream-unavailable")).toEqual([
			{ level: "error", event: "overflow.stream-unavailable", waiting: 5, error: "vote-stream.unavailable: timed out" },
		]);
	});

	it("sets aside whole, with the reason, what is not a vote, and drains the rest", async () => {
		const { ports, overflow, stream, lines } = world();
		const drained = await createDrainer(ports)([{ messageId: "bad", body: "{" }, ...messages(1)], MINUTE_MS);
		expect(drained).toMatchObject({ drainedRequestIds: requestIds(1), setAside: 1, failedMessageIds: [] });
		expect(overflow.asides).toEqual([{ body: "{", reason: "not JSON" }]);
		expect(stream.stored).toHaveLength(1);
		expect(lines[0]).toEqual({ level: "warn", event: "overflow.set-aside", message_id: "bad", reason: "not JSON" });
	});

	it("keeps in the queue what it cannot set aside", async () => {
		const failing = Object.assign(new InMemoryOverflow(), {
			setAside: async () => {
				throw new OverflowError("no answer", { code: "overflow.unavailable", retryable: true });
			},
		});
		const { ports } = world(undefined, { overflow: failing });
		expect(await createDrainer(ports)([{ messageId: "bad", body: "{" }], MINUTE_MS)).toMatchObject({
			setAside: 0,
			failedMessageIds: ["bad"],
		});
	});

	it("takes a stream for one shard while nobody can say, and asks again ten seconds later", async () => {
		let asked = 0;
		const { ports, lines, clock } = world(undefined, {
			openShardCount: async () => {
				asked += 1;
				if (asked === 1) throw new Error("no answer");
				return 16;
			},
		});
		await createDrainer(ports)(messages(700), MINUTE_MS);
		expect(asked).toBe(2);
		expect(lines[0]).toEqual({ level: "warn", event: "overflow.shard-count-unknown", error: "Error: no answer" });
		expect(clock(), "ten seconds at the pace of one shard, the rest at the pace of sixteen").toBeLessThan(11_000);
	});

	it("gives each of two batches at once a pace of its own", async () => {
		const { ports, clock } = world();
		const drain = createDrainer(ports);
		await Promise.all([drain(messages(100), MINUTE_MS), drain(messages(100), MINUTE_MS)]);
		expect(clock(), "both sleep on the same clock, so each gets by sleeping what the other slept too").toBeLessThan(1600);
	});

	it("goes on at the pace where the batch before it stopped", async () => {
		const { ports, lines } = world(() => "throttled");
		const drain = createDrainer(ports);
		await drain(messages(1), MINUTE_MS);
		const first = lines.at(-1)?.["rate_per_second"];
		await drain(messages(1), MINUTE_MS);
		expect(lines.at(-1)?.["rate_per_second"]).toBeLessThanOrEqual(Number(first));
		expect(first).toBeLessThan(125);
	});

	it("answers an empty batch with nothing", async () => {
		const { ports } = world();
		expect(await createDrainer(ports)([], MINUTE_MS)).toMatchObject({ drainedRequestIds: [], failedMessageIds: [] });
	});
});

import { type BlockedDecision, type ReshardRecord, type ScaleDecision, writtenDecision } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DecisionEntry, HistoryPorts, HistoryReaderPort } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface HistoryReaderWorld {
	readonly port: HistoryReaderPort;
	/** Of the same history. */
	readonly history: HistoryPorts;
	readonly cleanup: () => Promise<void>;
}

/** What every HistoryReaderPort promises. */
export function historyReaderContract(name: string, makePort: () => Promise<HistoryReaderWorld>): void {
	describe(`HistoryReaderPort: ${name}`, () => {
		let world: HistoryReaderWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		it("finds nothing of a stream that nobody knows", async () => {
			const streamName = uniqueStreamName();
			expect(await world.port.reshards({ ...EVER, streamName })).toEqual({ entries: [] });
			expect(await world.port.decisions({ ...EVER, streamName })).toEqual({ entries: [] });
			expect(await world.port.decisionAt(streamName, NOW_MS)).toEqual({ decision: undefined });
		});

		it("gives decisions back whole, with what woke the loop and what came of them, newest first", async () => {
			const streamName = uniqueStreamName();
			const written = [refused(streamName, NOW_MS), blocked(streamName, NOW_MS + 60_000)];
			for (const each of written) await record(each);
			const read = written.map((entry) => ({ ...entry, decision: writtenDecision(entry.decision) }));
			expect(await world.port.decisions({ ...EVER, streamName })).toEqual({ entries: read.reverse() });
		});

		it("gives reshards back with who asked for them, newest first", async () => {
			const streamName = uniqueStreamName();
			const reshards: ReshardRecord[] = [
				{ atMs: NOW_MS, fromShardCount: 1, toShardCount: 2, startedBy: "person", by: "ana", trigger: "person", settledAtMs: NOW_MS + 1 },
				{ atMs: NOW_MS + 5, fromShardCount: 2, toShardCount: 3, startedBy: "observed", settledAtMs: NOW_MS + 6 },
			];
			for (const reshard of reshards) await world.history.recordReshard(streamName, reshard);
			expect(await world.port.reshards({ ...EVER, streamName })).toEqual({ entries: [...reshards].reverse() });
		});

		it("holds to a range of time, both ends included", async () => {
			const streamName = uniqueStreamName();
			for (const minute of [0, 1, 2, 3]) await record(blocked(streamName, NOW_MS + minute * 60_000));
			const { entries } = await world.port.decisions({ ...EVER, streamName, fromMs: NOW_MS + 60_000, toMs: NOW_MS + 120_000 });
			expect(entries.map(({ decision }) => (decision.decidedAtMs - NOW_MS) / 60_000)).toEqual([2, 1]);
		});

		it.each([1, 2, 3, 4, 7])("comes in pages of %i that hold everything once and then end", async (limit) => {
			const streamName = uniqueStreamName();
			for (const minute of [0, 1, 2, 3, 4, 5]) await record(blocked(streamName, NOW_MS + minute * 60_000));
			const minutes: number[] = [];
			let cursor: string | undefined;
			do {
				const page = await world.port.decisions({ ...EVER, streamName, limit, ...(cursor === undefined ? {} : { cursor }) });
				expect(page.entries.length).toBeLessThanOrEqual(limit);
				minutes.push(...page.entries.map(({ decision }) => (decision.decidedAtMs - NOW_MS) / 60_000));
				cursor = page.next;
			} while (cursor !== undefined);
			expect(minutes).toEqual([5, 4, 3, 2, 1, 0]);
		});

		const moments: readonly { title: string; atMs: number; found: number | undefined }[] = [
			{ title: "before the first decision there is none", atMs: -1, found: undefined },
			{ title: "at a decision's own moment it is that one", atMs: 60_000, found: 60_000 },
			{ title: "between two it is the older one", atMs: 119_999, found: 60_000 },
			{ title: "long after the last it is the last", atMs: 86_400_000, found: 120_000 },
		];
		it.each(moments)("$title", async ({ atMs, found }) => {
			const streamName = uniqueStreamName();
			for (const afterMs of [0, 60_000, 120_000]) await record(blocked(streamName, NOW_MS + afterMs));
			const { decision, malformed } = await world.port.decisionAt(streamName, NOW_MS + atMs);
			expect(malformed).toBeUndefined();
			expect(decision?.decision.decidedAtMs).toBe(found === undefined ? undefined : NOW_MS + found);
		});

		const record = (entry: DecisionEntry) => world.history.recordDecision(entry);
	});
}

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const EVER = { fromMs: 0, toMs: NOW_MS + 86_400_000, limit: 100 };

const MEASURED = { kind: "no-data" } as const;
const BUDGET = { used: 1, left: 9, nextFreeAtMs: NOW_MS } as const;

function blocked(streamName: string, decidedAtMs: number): DecisionEntry {
	const decision: BlockedDecision = {
		kind: "blocked",
		streamName,
		decidedAtMs,
		openShardCount: 2,
		measured: MEASURED,
		budget: BUDGET,
		wanted: "scale-out",
		recommendedShardCount: 4,
		blockedBy: "pause",
		untilMs: decidedAtMs + 1,
		trigger: "utilization-high",
		steps: [
			{ step: "measure", kind: "load", faultyDatapoints: 0 },
			{ step: "recommend", kind: "above-maximum", maxShardCount: 4 },
			{ step: "gate", kind: "blocked", block: { blockedBy: "reshard-in-progress" } },
		],
	};
	return { decision, wakeup: { kind: "sweep" }, outcome: { kind: "blocked" } };
}

function refused(streamName: string, decidedAtMs: number): DecisionEntry {
	const decision: ScaleDecision = {
		kind: "scale-out",
		streamName,
		decidedAtMs,
		openShardCount: 2,
		measured: MEASURED,
		budget: BUDGET,
		targetShardCount: 4,
		recommendedShardCount: 4,
		plan: [{ fromShardCount: 2, toShardCount: 4 }],
		trigger: "person",
		steps: [{ step: "recommend", kind: "request", by: "ana", reason: "sale at noon", shardCount: 4 }],
	};
	return {
		decision,
		wakeup: { kind: "person", by: "ana" },
		outcome: { kind: "refused", refusal: "reshard-quota", message: "LimitExceededException: ten." },
	};
}

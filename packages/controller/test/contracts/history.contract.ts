import { randomUUID } from "node:crypto";
import type { HoldDecision, ReshardRecord } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HistoryPorts, ManualReshardLease, RecordedRefusal, ReshardIntent } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface HistoryWorld {
	readonly port: HistoryPorts;
	readonly cleanup: () => Promise<void>;
}

/** What every HistoryPorts promises. Times are passed in, streams are new in each test: it may run on any store, shared or not. */
export function historyContract(name: string, makePort: () => Promise<HistoryWorld>): void {
	describe(`HistoryPorts: ${name}`, () => {
		let world: HistoryWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		it("knows nothing of a new stream", async () => {
			expect(await world.port.load(uniqueStreamName(), NOW_MS)).toEqual({
				revision: 0,
				history: { reshards: [], override: { kind: "none" } },
			});
		});

		describe("an intent", () => {
			it("is found by the next load, with a newer revision", async () => {
				const intent = anIntent(uniqueStreamName());
				const recorded = await world.port.recordIntent(intent, 0);
				expect(recorded.kind).toBe("recorded");
				const known = await world.port.load(intent.streamName, NOW_MS);
				expect(known.intent).toEqual(intent);
				expect(known.revision).toBeGreaterThan(0);
				expect(recorded).toEqual({ kind: "recorded", revision: known.revision });
			});

			it("loses the race against an intent that stands", async () => {
				const first = anIntent(uniqueStreamName());
				await world.port.recordIntent(first, 0);
				const { revision } = await world.port.load(first.streamName, NOW_MS);
				expect(await world.port.recordIntent(anIntent(first.streamName), revision)).toEqual({ kind: "lost-race" });
				expect((await world.port.load(first.streamName, NOW_MS)).intent).toEqual(first);
			});

			it("loses the race when the history has moved on since it was read", async () => {
				const first = anIntent(uniqueStreamName());
				await world.port.recordIntent(first, 0);
				await world.port.withdrawIntent(first);
				expect(await world.port.recordIntent(anIntent(first.streamName), 0)).toEqual({ kind: "lost-race" });
			});

			it("is written by exactly one of many evaluations at once", async () => {
				const streamName = uniqueStreamName();
				const intents = Array.from({ length: 8 }, () => anIntent(streamName));
				const races = await Promise.all(intents.map((intent) => world.port.recordIntent(intent, 0)));
				const winners = intents.filter((_, index) => races[index]?.kind === "recorded");
				expect(winners).toHaveLength(1);
				expect((await world.port.load(streamName, NOW_MS)).intent).toEqual(winners[0]);
			});

			it("makes room for the next one when it is withdrawn, and leaves no reshard", async () => {
				const intent = anIntent(uniqueStreamName());
				await world.port.recordIntent(intent, 0);
				await world.port.withdrawIntent(intent);
				const known = await world.port.load(intent.streamName, NOW_MS);
				expect(known.intent).toBeUndefined();
				expect(known.history.reshards).toEqual([]);
				expect((await world.port.recordIntent(anIntent(intent.streamName), known.revision)).kind).toBe("recorded");
			});

			it("is withdrawn only by itself, and twice is once", async () => {
				const standing = anIntent(uniqueStreamName());
				await world.port.recordIntent(standing, 0);
				await world.port.withdrawIntent(anIntent(standing.streamName));
				expect((await world.port.load(standing.streamName, NOW_MS)).intent).toEqual(standing);
				await world.port.withdrawIntent(standing);
				await world.port.withdrawIntent(standing);
				expect((await world.port.load(standing.streamName, NOW_MS)).intent).toBeUndefined();
			});

			it("moves to the ledger when it is settled, and twice is once", async () => {
				const intent = anIntent(uniqueStreamName());
				await world.port.recordIntent(intent, 0);
				const reshard = aReshard({ atMs: intent.atMs });
				await world.port.settleIntent(intent, reshard);
				await world.port.settleIntent(intent, reshard);
				const known = await world.port.load(intent.streamName, NOW_MS);
				expect(known.intent).toBeUndefined();
				expect(known.history.reshards).toEqual([reshard]);
			});

			it("that is settled does not take a newer intent with it", async () => {
				const first = anIntent(uniqueStreamName());
				await world.port.recordIntent(first, 0);
				await world.port.settleIntent(first, aReshard({ atMs: first.atMs }));
				const { revision } = await world.port.load(first.streamName, NOW_MS);
				const second = anIntent(first.streamName);
				await world.port.recordIntent(second, revision);
				await world.port.settleIntent(first, aReshard({ atMs: first.atMs }));
				expect((await world.port.load(first.streamName, NOW_MS)).intent).toEqual(second);
			});
		});

		describe("the ledger", () => {
			it("holds every reshard of the last 24 hours, whoever made it", async () => {
				const streamName = uniqueStreamName();
				const reshards = [
					aReshard({ atMs: NOW_MS - 23 * HOUR_MS, startedBy: "observed", trigger: undefined }),
					aReshard({ atMs: NOW_MS - 60_000, startedBy: "person", trigger: "person" }),
					aReshard({ atMs: NOW_MS }),
				];
				for (const reshard of reshards) await world.port.recordReshard(streamName, reshard);
				const { history } = await world.port.load(streamName, NOW_MS);
				expect([...history.reshards].sort((a, b) => a.atMs - b.atMs)).toEqual(reshards);
			});

			it("takes a second word about a reshard for the newer one", async () => {
				const streamName = uniqueStreamName();
				await world.port.recordReshard(streamName, aReshard({ atMs: NOW_MS }));
				await world.port.recordReshard(streamName, aReshard({ atMs: NOW_MS, settledAtMs: NOW_MS + 30_000 }));
				const { history } = await world.port.load(streamName, NOW_MS + 30_000);
				expect(history.reshards).toEqual([aReshard({ atMs: NOW_MS, settledAtMs: NOW_MS + 30_000 })]);
			});

			it("remembers that people were told of a reshard, and makes up none", async () => {
				const streamName = uniqueStreamName();
				await world.port.recordReshard(streamName, aReshard({ atMs: NOW_MS }));
				await world.port.recordTold(streamName, NOW_MS, NOW_MS + 1_000);
				await world.port.recordTold(streamName, NOW_MS - 60_000, NOW_MS + 1_000);
				const { history } = await world.port.load(streamName, NOW_MS + 30_000);
				expect(history.reshards).toEqual([aReshard({ atMs: NOW_MS, toldAtMs: NOW_MS + 1_000 })]);
			});

			it("keeps streams apart", async () => {
				const [one, other] = [uniqueStreamName(), uniqueStreamName()];
				await world.port.recordReshard(one, aReshard({ atMs: NOW_MS }));
				expect((await world.port.load(other, NOW_MS)).history.reshards).toEqual([]);
			});
		});

		describe("what was observed and refused", () => {
			it("is found by the next load", async () => {
				const streamName = uniqueStreamName();
				await world.port.recordObservedShardCount(streamName, 4, NOW_MS);
				await world.port.recordRefusal(streamName, aRefusal(NOW_MS));
				const known = await world.port.load(streamName, NOW_MS);
				expect(known.lastObservedShardCount).toEqual({ openShardCount: 4, atMs: NOW_MS });
				expect(known.lastRefusal).toEqual(aRefusal(NOW_MS));
			});

			it("is the newest, in whatever order it is written", async () => {
				const streamName = uniqueStreamName();
				for (const atMs of [NOW_MS + 1, NOW_MS + 2, NOW_MS]) {
					await world.port.recordObservedShardCount(streamName, atMs - NOW_MS + 1, atMs);
					await world.port.recordRefusal(streamName, aRefusal(atMs));
				}
				const known = await world.port.load(streamName, NOW_MS);
				expect(known.lastObservedShardCount).toEqual({ openShardCount: 3, atMs: NOW_MS + 2 });
				expect(known.lastRefusal).toEqual(aRefusal(NOW_MS + 2));
			});

			it("does not make an evaluation lose the race by its own look at the count", async () => {
				const intent = anIntent(uniqueStreamName());
				const { revision } = await world.port.load(intent.streamName, NOW_MS);
				await world.port.recordObservedShardCount(intent.streamName, 1, NOW_MS);
				expect((await world.port.recordIntent(intent, revision)).kind).toBe("recorded");
			});
		});

		describe("a claim", () => {
			const HOUR = HOUR_MS;

			it("is had once within its quiet time, and again after it", async () => {
				const streamName = uniqueStreamName();
				const claimAt = (nowMs: number) => world.port.claim(streamName, "blocked#cooldown", nowMs, HOUR);
				expect(await claimAt(NOW_MS)).toBe("claimed");
				expect(await claimAt(NOW_MS + 1)).toBe("already-sent");
				expect(await claimAt(NOW_MS + HOUR - 1)).toBe("already-sent");
				expect(await claimAt(NOW_MS + HOUR)).toBe("claimed");
			});

			it("is had again when the time that it was had for is over, however long the next one is for", async () => {
				const streamName = uniqueStreamName();
				const claim = (nowMs: number, dedupeForMs: number) => world.port.claim(streamName, "recheck#blocked", nowMs, dedupeForMs);
				expect(await claim(NOW_MS, 15_000)).toBe("claimed");
				expect(await claim(NOW_MS + 14_999, HOUR)).toBe("already-sent");
				expect(await claim(NOW_MS + 15_000, HOUR)).toBe("claimed");
				expect(await claim(NOW_MS + 20_000, HOUR)).toBe("already-sent");
			});

			it("is had within a long time by one who wants a short one that has passed since", async () => {
				const streamName = uniqueStreamName();
				const claim = (nowMs: number, dedupeForMs: number) => world.port.claim(streamName, "recheck#blocked", nowMs, dedupeForMs);
				expect(await claim(NOW_MS, HOUR)).toBe("claimed");
				expect(await claim(NOW_MS + 14_999, 15_000)).toBe("already-sent");
				expect(await claim(NOW_MS + 15_000, 15_000)).toBe("claimed");
			});

			it("that is leased ends with its lease unless it is kept, and is said to be under way until then", async () => {
				const streamName = uniqueStreamName();
				const claimAt = (nowMs: number) => world.port.claim(streamName, "settled#1", nowMs, HOUR, 30_000);
				expect(await claimAt(NOW_MS)).toBe("claimed");
				expect(await claimAt(NOW_MS + 29_999)).toBe("being-sent");
				expect(await claimAt(NOW_MS + 30_000)).toBe("claimed");
				expect(await claimAt(NOW_MS + 30_001)).toBe("being-sent");
			});

			it("that is kept is quiet for all its quiet time, from when it was claimed", async () => {
				const streamName = uniqueStreamName();
				const claimAt = (nowMs: number) => world.port.claim(streamName, "settled#1", nowMs, HOUR, 30_000);
				expect(await claimAt(NOW_MS)).toBe("claimed");
				await world.port.confirmClaim(streamName, "settled#1", NOW_MS, HOUR);
				await world.port.confirmClaim(streamName, "settled#1", NOW_MS, HOUR);
				expect(await claimAt(NOW_MS + 1)).toBe("already-sent");
				expect(await claimAt(NOW_MS + HOUR - 1)).toBe("already-sent");
				expect(await claimAt(NOW_MS + HOUR)).toBe("claimed");
			});

			it("that was said is kept although it was given back meanwhile", async () => {
				const streamName = uniqueStreamName();
				await world.port.claim(streamName, "a", NOW_MS, HOUR, 30_000);
				await world.port.releaseClaim(streamName, "a");
				await world.port.confirmClaim(streamName, "a", NOW_MS, HOUR);
				expect(await world.port.claim(streamName, "a", NOW_MS + 1, HOUR, 30_000)).toBe("already-sent");
			});

			it("is had by exactly one of many at once", async () => {
				const streamName = uniqueStreamName();
				const claims = await Promise.all(Array.from({ length: 8 }, () => world.port.claim(streamName, "f", NOW_MS, HOUR)));
				expect(claims.filter((claim) => claim === "claimed")).toHaveLength(1);
			});

			it("is had for a fingerprint of any length: a hot key's names its shards", async () => {
				const streamName = uniqueStreamName();
				const shardIds = Array.from({ length: 100 }, (_, index) => `shardId-${String(index).padStart(12, "0")}`);
				const dedupeKey = `hot-key#${shardIds.join(",")}`;
				expect(await world.port.claim(streamName, dedupeKey, NOW_MS, HOUR)).toBe("claimed");
				expect(await world.port.claim(streamName, dedupeKey, NOW_MS + 1, HOUR)).toBe("already-sent");
				expect(await world.port.claim(streamName, `${dedupeKey}0`, NOW_MS, HOUR)).toBe("claimed");
				await world.port.releaseClaim(streamName, dedupeKey);
				expect(await world.port.claim(streamName, dedupeKey, NOW_MS, HOUR)).toBe("claimed");
			});

			it("is its fingerprint's and its stream's alone", async () => {
				const streamName = uniqueStreamName();
				expect(await world.port.claim(streamName, "a", NOW_MS, HOUR)).toBe("claimed");
				expect(await world.port.claim(streamName, "b", NOW_MS, HOUR)).toBe("claimed");
				expect(await world.port.claim(uniqueStreamName(), "a", NOW_MS, HOUR)).toBe("claimed");
			});

			it("can be had again at once when it was released", async () => {
				const streamName = uniqueStreamName();
				await world.port.claim(streamName, "a", NOW_MS, HOUR);
				await world.port.releaseClaim(streamName, "a");
				await world.port.releaseClaim(streamName, "never-claimed");
				expect(await world.port.claim(streamName, "a", NOW_MS, HOUR)).toBe("claimed");
			});
		});

		describe("a person's override", () => {
			const pause = { kind: "pause", untilMs: NOW_MS + HOUR_MS, by: "ana", reason: "load test" } as const;

			it("stands until the person ends it, and lets a decision made before it lose the race", async () => {
				const streamName = uniqueStreamName();
				expect(await world.port.putOverride(streamName, pause, 0)).toEqual({ kind: "recorded", revision: 1 });
				expect((await world.port.load(streamName, NOW_MS)).history.override).toEqual(pause);
				expect(await world.port.recordIntent(anIntent(streamName), 0)).toEqual({ kind: "lost-race" });
				expect(await world.port.putOverride(streamName, { kind: "none" }, 1)).toEqual({ kind: "recorded", revision: 2 });
				expect((await world.port.load(streamName, NOW_MS)).history.override).toEqual({ kind: "none" });
			});

			it("is set by exactly one of many people at once", async () => {
				const streamName = uniqueStreamName();
				const overrides = Array.from({ length: 8 }, (_, index) => ({ ...pause, by: `person-${index}` }));
				const races = await Promise.all(overrides.map((override) => world.port.putOverride(streamName, override, 0)));
				const winners = overrides.filter((_, index) => races[index]?.kind === "recorded");
				expect(winners).toHaveLength(1);
				expect((await world.port.load(streamName, NOW_MS)).history.override).toEqual(winners[0]);
			});
		});

		describe("a person's lease", () => {
			it("is found by the next load, and lets a decision made before it lose the race", async () => {
				const streamName = uniqueStreamName();
				const lease = aLease();
				expect(await world.port.acquireLease(streamName, lease, 0)).toEqual({ kind: "recorded", revision: 1 });
				expect((await world.port.load(streamName, NOW_MS)).lease).toEqual(lease);
				expect(await world.port.recordIntent(anIntent(streamName), 0)).toEqual({ kind: "lost-race" });
			});

			it("is begun by exactly one of many people at once", async () => {
				const streamName = uniqueStreamName();
				const leases = Array.from({ length: 8 }, () => aLease());
				const races = await Promise.all(leases.map((lease) => world.port.acquireLease(streamName, lease, 0)));
				const winners = leases.filter((_, index) => races[index]?.kind === "recorded");
				expect(winners).toHaveLength(1);
				expect((await world.port.load(streamName, NOW_MS)).lease).toEqual(winners[0]);
			});

			it("is not begun while another goes on, and is when its time is over", async () => {
				const streamName = uniqueStreamName();
				const first = aLease();
				await world.port.acquireLease(streamName, first, 0);
				expect(await world.port.acquireLease(streamName, aLease(), 1)).toEqual({ kind: "lost-race" });
				const late = { ...aLease(), startedAtMs: first.untilMs, untilMs: first.untilMs + 60_000 };
				expect(await world.port.acquireLease(streamName, late, 1)).toEqual({ kind: "recorded", revision: 2 });
			});

			it("is not begun while an intent stands", async () => {
				const intent = anIntent(uniqueStreamName());
				await world.port.recordIntent(intent, 0);
				expect(await world.port.acquireLease(intent.streamName, aLease(), 1)).toEqual({ kind: "lost-race" });
			});

			it("is renewed only by itself, and makes no new revision", async () => {
				const streamName = uniqueStreamName();
				const lease = aLease();
				await world.port.acquireLease(streamName, lease, 0);
				const renewed = { ...lease, untilMs: lease.untilMs + 60_000 };
				expect(await world.port.renewLease(streamName, renewed)).toBe(true);
				expect(await world.port.renewLease(streamName, aLease())).toBe(false);
				expect(await world.port.load(streamName, NOW_MS)).toMatchObject({ revision: 1, lease: renewed });
			});

			it("is ended only by itself, and twice is once", async () => {
				const streamName = uniqueStreamName();
				const lease = aLease();
				await world.port.acquireLease(streamName, lease, 0);
				await world.port.releaseLease(streamName, aLease());
				expect((await world.port.load(streamName, NOW_MS)).lease).toEqual(lease);
				await world.port.releaseLease(streamName, lease);
				await world.port.releaseLease(streamName, lease);
				expect(await world.port.load(streamName, NOW_MS)).toEqual({
					revision: 2,
					history: { reshards: [], override: { kind: "none" } },
				});
			});

			it("leaves a person's override as it is, from its beginning to its end", async () => {
				const streamName = uniqueStreamName();
				const pause = { kind: "pause", untilMs: NOW_MS + HOUR_MS, by: "ben", reason: "deploy" } as const;
				const lease = aLease();
				await world.port.putOverride(streamName, pause, 0);
				await world.port.acquireLease(streamName, lease, 1);
				expect((await world.port.load(streamName, NOW_MS)).history.override).toEqual(pause);
				await world.port.releaseLease(streamName, lease);
				expect(await world.port.load(streamName, NOW_MS)).toEqual({ revision: 3, history: { reshards: [], override: pause } });
			});
		});

		describe("forgetting", () => {
			it("leaves only the reshards that still count against the ten", async () => {
				const streamName = uniqueStreamName();
				const counted = aReshard({ atMs: NOW_MS - HOUR_MS });
				await world.port.recordReshard(streamName, aReshard({ atMs: NOW_MS - 25 * HOUR_MS }));
				await world.port.recordReshard(streamName, counted);
				await world.port.putOverride(streamName, { kind: "hold", untilMs: NOW_MS + 1, by: "ana", reason: "r" }, 0);
				await world.port.claim(streamName, "f", NOW_MS, HOUR_MS);
				expect(await world.port.forget(streamName, NOW_MS)).toBe("forgotten");
				expect(await world.port.load(streamName, NOW_MS)).toEqual({
					revision: 0,
					history: { reshards: [counted], override: { kind: "none" } },
				});
				expect((await world.port.load(streamName, NOW_MS - HOUR_MS)).history.reshards).toEqual([counted]);
				expect(await world.port.claim(streamName, "f", NOW_MS, HOUR_MS)).toBe("claimed");
			});

			it("of a stream that nobody knows is done", async () => {
				expect(await world.port.forget(uniqueStreamName(), NOW_MS)).toBe("forgotten");
			});

			it("waits for an intent that stands, and for a person at work", async () => {
				const intent = anIntent(uniqueStreamName());
				await world.port.recordIntent(intent, 0);
				expect(await world.port.forget(intent.streamName, NOW_MS)).toBe("busy");
				expect((await world.port.load(intent.streamName, NOW_MS)).intent).toEqual(intent);
				const streamName = uniqueStreamName();
				const lease = aLease();
				await world.port.acquireLease(streamName, lease, 0);
				expect(await world.port.forget(streamName, NOW_MS)).toBe("busy");
				expect(await world.port.forget(streamName, lease.untilMs)).toBe("forgotten");
			});
		});

		it("takes a decision, and the same one again", async () => {
			const decision = aHold(uniqueStreamName());
			await world.port.recordDecision({ decision, wakeup: { kind: "sweep" }, outcome: { kind: "held" } });
			await world.port.recordDecision({ decision, wakeup: { kind: "sweep" }, outcome: { kind: "held" } });
			expect((await world.port.load(decision.streamName, NOW_MS)).history.reshards).toEqual([]);
		});
	});
}

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 23, 12);

function anIntent(streamName: string): ReshardIntent {
	return {
		streamName,
		intentId: randomUUID(),
		atMs: NOW_MS,
		fromShardCount: 1,
		targetShardCount: 2,
		trigger: "write-throttle",
		startedBy: "headroom",
	};
}

function aLease(): ManualReshardLease {
	return {
		leaseId: randomUUID(),
		by: "ana",
		reason: "sale at noon",
		startedAtMs: NOW_MS,
		fromShardCount: 3,
		targetShardCount: 20,
		untilMs: NOW_MS + 60_000,
	};
}

function aReshard({
	trigger = "write-throttle",
	...changes
}: Omit<Partial<ReshardRecord>, "trigger"> & { atMs: number; trigger?: ReshardRecord["trigger"] | undefined }): ReshardRecord {
	const reshard = { fromShardCount: 1, toShardCount: 2, startedBy: "headroom" as const, ...changes };
	return reshard.startedBy === "headroom" || trigger === "person" ? { ...reshard, trigger } : reshard;
}

function aRefusal(atMs: number): RecordedRefusal {
	return {
		atMs,
		fromShardCount: 1,
		targetShardCount: 2,
		refusal: "reshard-quota",
		message: "LimitExceededException: Ten UpdateShardCount calls in 24 hours.",
	};
}

function aHold(streamName: string): HoldDecision {
	return {
		kind: "hold",
		streamName,
		decidedAtMs: NOW_MS,
		openShardCount: 1,
		steps: [{ step: "recommend", kind: "no-data" }],
		measured: { kind: "no-data" },
		budget: { used: 0, left: 10 },
	};
}

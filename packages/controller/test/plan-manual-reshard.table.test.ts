import { DEFAULT_POLICY, type Override, type ReshardRecord } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ManualReshardRequest, type ManualReshardSituation, planManualReshard } from "../src/index.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const MINUTE_MS = 60_000;

function situation({
	override = { kind: "none" },
	reshards = [],
	...changes
}: Partial<Omit<ManualReshardSituation, "stream">> & {
	readonly override?: Override;
	readonly reshards?: readonly ReshardRecord[];
	readonly stream?: Partial<ManualReshardSituation["stream"]>;
} = {}): ManualReshardSituation {
	return {
		nowMs: NOW_MS,
		account: { kind: "known", shardLimit: 1_000, openShardCount: 10 },
		known: { revision: 1, history: { reshards, override } },
		isReshardInProgress: false,
		...changes,
		stream: { streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 3, ...changes.stream },
	};
}

function request(targetShardCount: number, changes: Partial<ManualReshardRequest> = {}): ManualReshardRequest {
	return { streamName: "votes", targetShardCount, by: "ana", reason: "sale at noon", ...changes };
}

/** `count` reshards, a minute apart, the newest a minute ago. */
function ledger(count: number, startedBy: ReshardRecord["startedBy"] = "observed"): ReshardRecord[] {
	return Array.from({ length: count }, (_, index) => {
		const atMs = NOW_MS - (index + 1) * MINUTE_MS;
		return { atMs, fromShardCount: 3, toShardCount: 3, startedBy, settledAtMs: atMs };
	});
}

describe("planPersonReshard", () => {
	const steps: readonly { title: string; from: number; to: number; by: readonly number[] }[] = [
		{ title: "a double is one step", from: 3, to: 6, by: [6] },
		{ title: "beyond double takes another", from: 3, to: 7, by: [6, 7] },
		{ title: "3 to 20 takes three", from: 3, to: 20, by: [6, 12, 20] },
		{ title: "half of an odd count is rounded up", from: 9, to: 1, by: [5, 3, 2, 1] },
		{ title: "1 to 1,000 takes ten, all there are", from: 1, to: 1_000, by: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000] },
	];
	it.each(steps)("$title", ({ from, to, by }) => {
		const account = { kind: "known", shardLimit: 10_000, openShardCount: from } as const;
		const plan = planManualReshard(request(to), situation({ account, stream: { openShardCount: from } }));
		expect(plan.kind === "planned" && plan.steps.map(({ toShardCount }) => toShardCount)).toEqual(by);
	});

	it.each([
		{
			title: "leave a person one step, and say so",
			target: 4,
			refusedAgoMs: undefined,
			refusal: "other" as const,
			kind: "planned",
			says: "the one try a day against them",
		},
		{
			title: "leave no second step",
			target: 20,
			refusedAgoMs: undefined,
			refusal: "other" as const,
			kind: "refused",
			says: "(0 known, 11 guessed from a changed shard count)",
		},
		{
			title: "leave none after a refused try",
			target: 4,
			refusedAgoMs: 30_000,
			refusal: "other" as const,
			kind: "refused",
			says: "the one try a day against guessed entries was made",
		},
		...(["rate", "reshard-in-progress", "account-shard-quota"] as const).map((refusal) => ({
			title: `leave it after a call that was refused for another reason (${refusal})`,
			target: 4,
			refusedAgoMs: 30_000,
			refusal,
			kind: "planned",
			says: "the one try a day against them",
		})),
	])("eleven guessed entries $title", ({ kind, refusal, refusedAgoMs, says, target }) => {
		const reshards = ledger(11);
		const refused = { fromShardCount: 9, targetShardCount: 18, refusal, message: "No." } as const;
		const lastRefusal = refusedAgoMs === undefined ? {} : { lastRefusal: { ...refused, atMs: NOW_MS - refusedAgoMs } };
		const known = { revision: 1, history: { reshards, override: { kind: "none" } as const }, ...lastRefusal };
		const plan = planManualReshard(request(target), situation({ known }));
		expect(plan.kind).toBe(kind);
		expect(plan.kind === "planned" ? plan.warnings.join(" ") : plan.kind === "refused" && plan.message).toContain(says);
	});

	it("says of each step which limit shaped it and what is left after it, and of all what it costs and how long it may take", () => {
		expect(planManualReshard(request(20), situation({ reshards: ledger(2) }))).toEqual({
			kind: "planned",
			openShardCount: 3,
			replaces: { kind: "none" },
			targetShardCount: 20,
			steps: [
				{ fromShardCount: 3, toShardCount: 6, limits: [{ limit: "double" }], reshardsLeftAfter: 7 },
				{ fromShardCount: 6, toShardCount: 12, limits: [{ limit: "double" }], reshardsLeftAfter: 6 },
				{ fromShardCount: 12, toShardCount: 20, reshardsLeftAfter: 5 },
			],
			reshardsLeftAfter: 5,
			monthlyCostDifference: { kind: "known", usdPerMonth: expect.closeTo(186.15, 2) },
			estimatedSeconds: 197,
			estimatedFrom: "assumed",
			warnings: [],
		});
	});

	const run = {
		leaseId: "r",
		by: "ben",
		reason: "load test",
		startedAtMs: NOW_MS - MINUTE_MS,
		fromShardCount: 3,
		targetShardCount: 8,
		untilMs: NOW_MS + 30_000,
	};
	const intent = {
		streamName: "votes",
		intentId: "i",
		atMs: NOW_MS - 5_000,
		fromShardCount: 3,
		targetShardCount: 6,
		trigger: "write-throttle",
		startedBy: "headroom",
	} as const;
	const known = situation().known;
	const underWay: ReshardRecord = { atMs: NOW_MS - 5_000, fromShardCount: 3, toShardCount: 6, startedBy: "person", by: "ben" };

	const refusals: readonly {
		title: string;
		target?: number;
		found: ManualReshardSituation;
		refused: Readonly<Record<string, unknown>>;
	}[] = [
		{
			title: "no shards",
			target: 0,
			found: situation(),
			refused: {
				refusedBy: "target-invalid",
				message: "A stream has a whole number of shards from 1 to 10000, not 0.",
				reachable: { lowest: 1, highest: 768 },
			},
		},
		{ title: "fewer than none", target: -3, found: situation(), refused: { refusedBy: "target-invalid" } },
		{ title: "half a shard", target: 4.5, found: situation(), refused: { refusedBy: "target-invalid" } },
		{ title: "more than a stream may have", target: 10_001, found: situation(), refused: { refusedBy: "target-invalid" } },
		{ title: "what is no number", target: Number.NaN, found: situation(), refused: { refusedBy: "target-invalid" } },
		{
			title: "an on-demand stream",
			found: situation({ stream: { streamMode: "ON_DEMAND" } }),
			refused: { refusedBy: "on-demand" },
		},
		{
			title: "a stream that is being deleted",
			found: situation({ stream: { streamStatus: "DELETING" } }),
			refused: { refusedBy: "stream-not-active", message: "The stream is DELETING." },
		},
		{
			title: "a stream that somebody in the console reshards",
			found: situation({ isReshardInProgress: true, stream: { streamStatus: "UPDATING" } }),
			refused: { refusedBy: "reshard-in-progress", message: "The stream is UPDATING: somebody else is changing it." },
		},
		{
			title: "a stream that a colleague's last step reshards",
			found: situation({ isReshardInProgress: true, stream: { streamStatus: "UPDATING" }, reshards: [underWay] }),
			refused: { message: "The stream is UPDATING: ben asked for 3 → 6 at 2026-11-25 11:59:55 UTC." },
		},
		{
			title: "a stream that a colleague is at work on",
			found: situation({ known: { ...known, lease: run } }),
			refused: {
				refusedBy: "person-reshard-in-progress",
				message: "ben has been scaling 3 → 8 since 2026-11-25 11:59:00 UTC: load test.",
				possibleAtMs: run.untilMs,
			},
		},
		{
			title: "a stream whose last call has no answer yet",
			found: situation({ known: { ...known, intent } }),
			refused: {
				refusedBy: "reshard-in-progress",
				message: "The autoscaler asked for 3 → 6 at 2026-11-25 11:59:55 UTC, and the outcome is unknown so far.",
			},
		},
		{
			title: "an eleventh reshard",
			target: 4,
			found: situation({ reshards: ledger(10, "person") }),
			refused: { refusedBy: "reshard-quota", possibleAtMs: NOW_MS - 10 * MINUTE_MS + 24 * 60 * MINUTE_MS + MINUTE_MS },
		},
		{
			title: "more steps than are left",
			found: situation({ reshards: ledger(8, "person") }),
			refused: {
				refusedBy: "reshard-quota",
				message:
					"3 → 20 takes 3 reshards, and of the 10 that the service allows in a rolling 24 h 2 are left; so many are free from 2026-11-26 11:53:00 UTC on.",
				reachable: { lowest: 1, highest: 12 },
			},
		},
		{
			title: "more steps than any day has",
			target: 10_000,
			found: situation({ account: { kind: "known", shardLimit: 20_000, openShardCount: 10 }, stream: { openShardCount: 1 } }),
			refused: { refusedBy: "reshard-quota", reachable: { lowest: 1, highest: 1_024 } },
		},
		{
			title: "more shards than the account has",
			found: situation({ account: { kind: "known", shardLimit: 30, openShardCount: 20 } }),
			refused: {
				refusedBy: "account-shard-quota",
				message:
					"3 → 20 needs more shards than the account has free: 20 of its quota of 30 are open (the short-lived shards of a reshard count as well).",
				reachable: { lowest: 1, highest: 12 },
			},
		},
		{
			title: "what the service refused a minute ago",
			found: situation({
				known: {
					...known,
					lastRefusal: {
						atMs: NOW_MS - MINUTE_MS,
						fromShardCount: 3,
						targetShardCount: 6,
						refusal: "reshard-quota",
						message: "LimitExceededException: Ten.",
					},
				},
			}),
			refused: {
				refusedBy: "service-refused",
				message: "The service refused the same change at 2026-11-25 11:59:00 UTC: LimitExceededException: Ten.",
				possibleAtMs: NOW_MS + 59 * MINUTE_MS,
			},
		},
	];
	it.each(refusals)("refuses $title", ({ found, refused, target = 20 }) => {
		expect(planManualReshard(request(target), found)).toMatchObject({ kind: "refused", ...refused });
	});

	const warnings: readonly {
		title: string;
		asked?: Partial<ManualReshardRequest>;
		found?: ManualReshardSituation;
		says: readonly string[];
	}[] = [
		{ title: "of nothing, where nothing is to be known", says: [] },
		{
			title: "that the autoscaler may undo it",
			asked: { policy: { ...DEFAULT_POLICY, maxShardCount: 4 } },
			says: ["The policy's maximum is 4; without a hold the autoscaler may scale in."],
		},
		{
			title: "of the bounds alone, where a hold is asked for",
			asked: { policy: { ...DEFAULT_POLICY, maxShardCount: 4 }, holdUntilMs: NOW_MS + 1 },
			says: ["The policy's maximum is 4."],
		},
		{
			title: "that the autoscaler will undo it",
			asked: { policy: { ...DEFAULT_POLICY, minShardCount: 40 } },
			says: ["The policy's minimum is 40; without a hold the autoscaler scales out to it."],
		},
		{
			title: "that the reserve is used",
			asked: { policy: DEFAULT_POLICY },
			found: situation({ reshards: ledger(7) }),
			says: ["It uses reshards that are reserved for scaling out: 0 reshards would be left."],
		},
		{
			title: "of a colleague's pause, which a new hold would replace",
			asked: { holdUntilMs: NOW_MS + 1 },
			found: situation({ override: { kind: "pause", untilMs: NOW_MS + MINUTE_MS, by: "ben", reason: "deploy" } }),
			says: ["The stream is paused by ben until 2026-11-25 12:01:00 UTC: deploy. The new hold replaces it."],
		},
		{
			title: "of nothing where a pause has ended",
			found: situation({ override: { kind: "pause", untilMs: NOW_MS, by: "ben", reason: "deploy" } }),
			says: [],
		},
		{
			title: "that nobody knows the quota",
			found: situation({ account: { kind: "no-data", reason: "DescribeLimits: LimitExceededException: Rate exceeded" } }),
			says: [
				"Headroom could not read the account's quota (DescribeLimits: LimitExceededException: Rate exceeded); the service refuses a reshard that exceeds it.",
			],
		},
	];
	it.each(warnings)("warns $title", ({ asked = {}, found = situation(), says }) => {
		const plan = planManualReshard(request(20, asked), found);
		expect(plan.kind === "planned" && plan.warnings).toEqual(says);
	});

	it("plans what it calls reachable, and nothing beyond", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 300 }),
				fc.integer({ min: 0, max: 9 }),
				fc.integer({ min: 0, max: 600 }),
				(openShardCount, used, free) => {
					const account = { kind: "known", shardLimit: openShardCount + free, openShardCount } as const;
					const found = situation({ account, stream: { openShardCount }, reshards: ledger(used) });
					const refused = planManualReshard(request(0), found);
					if (refused.kind !== "refused" || refused.reachable === undefined)
						throw new Error("a target of 0 is refused, with what can be reached");
					const { highest, lowest } = refused.reachable;
					expect(lowest).toBeLessThanOrEqual(openShardCount);
					expect(highest).toBeGreaterThanOrEqual(openShardCount);
					for (const target of [lowest, highest]) expect(planManualReshard(request(target), found).kind).not.toBe("refused");
					if (highest < 10_000) expect(planManualReshard(request(highest + 1), found).kind).toBe("refused");
					if (lowest > 1) expect(planManualReshard(request(lowest - 1), found).kind).toBe("refused");
				},
			),
			{ seed: 20_261_125, numRuns: 300 },
		);
	});
});

import { describe, expect, it } from "vitest";
import type { Peer } from "../../src/peer.ts";
import { APPLICATION_AUTO_SCALING } from "../../src/peers/application-auto-scaling.ts";
import { AWS_SAMPLES } from "../../src/peers/aws-samples.ts";
import { DAKKAMOHAN } from "../../src/peers/dakkamohan.ts";
import { EPSAGON } from "../../src/peers/epsagon.ts";
import { PEERS } from "../../src/peers/index.ts";
import { SCALING_UTILS } from "../../src/peers/scaling-utils.ts";
import { SUBSTATION } from "../../src/peers/substation.ts";
import { THROTTLE_DOUBLING } from "../../src/peers/throttle-doubling.ts";
import { type Call, minutes, type Offered, type PlayOptions, play } from "./play.ts";

interface Row extends PlayOptions {
	readonly title: string;
	readonly offered: readonly Offered[];
	/** minute: from → to; a refused call has "refused" behind it. */
	readonly calls: readonly string[];
}

const told = ({ minute, from, to, kind, by }: Call) =>
	`${minute}: ${from} → ${to}${by === undefined ? "" : ` by ${by}`}${kind === "refused" ? " refused" : ""}`;

function table(peer: Peer, rows: readonly Row[]): void {
	it.each(rows)("$title", ({ offered, calls, ...options }) => {
		expect(play(peer, offered, options).map(told)).toEqual(calls);
	});
}

const throttled = (throttledRecords: number): Offered => ({ incomingRecords: 60_000, incomingBytes: 6_000_000, throttledRecords });

describe("aws-samples: ×2 at 75 % for 5 × 5 min, ÷2 under 25 % for 57 of 60 × 5 min", () => {
	table(AWS_SAMPLES, [
		{ title: "75 % for 25 min doubles, as soon as the 25th minute is visible", offered: minutes(27, 750), calls: ["26: 1 → 2"] },
		{ title: "just under 75 % does nothing", offered: minutes(60, 749), calls: [] },
		{ title: "a later metric is acted on later", offered: minutes(27, 750), delayMinutes: 2, calls: ["27: 1 → 2"] },
		{ title: "24 of 25 minutes at 75 % and one idle do not", offered: [...minutes(12, 750), 0, ...minutes(13, 750)], calls: [] },
		{ title: "bytes count, of 1 MiB", offered: minutes(27, 75), bytesPerRecord: 10_486, calls: ["26: 1 → 2"] },
		{
			title: "after a double that is not enough the old load is measured against the new count at once; while UPDATING it tries again",
			offered: minutes(32, 1_600),
			updatingMinutes: 3,
			calls: ["24: 1 → 2", "28: 2 → 4"],
		},
		{
			title: "under 25 % for 57 periods halves; the oldest counts as soon as a minute of it is there",
			offered: minutes(287, 499),
			openShardCount: 2,
			calls: ["282: 2 → 1"],
		},
		{ title: "a quarter is not under a quarter", offered: minutes(310, 500), openShardCount: 2, calls: [] },
		{
			title: "57 of 60 periods: three full ones are forgiven",
			offered: [...minutes(15, 1_400), ...minutes(287, 100)],
			openShardCount: 2,
			calls: ["297: 2 → 1"],
		},
		{ title: "one shard has no lower threshold", offered: minutes(310, 0), calls: [] },
		{
			title: "half of five is two: refused, and asked for every minute",
			offered: minutes(284, 10),
			openShardCount: 5,
			calls: ["282: 5 → 2 refused", "283: 5 → 2 refused", "284: 5 → 2 refused"],
		},
		{
			title: "past the budget it asks every minute",
			offered: minutes(28, 750),
			budget: 0,
			calls: ["26: 1 → 2 refused", "27: 1 → 2 refused", "28: 1 → 2 refused"],
		},
	]);
});

describe("application-auto-scaling: +1 over 80 % of records for 1 min, -1 under 16 % for 3 × 5 min, 10 min cooldown", () => {
	table(APPLICATION_AUTO_SCALING, [
		{ title: "one minute over 80 % adds a shard", offered: minutes(4, 801), calls: ["2: 1 → 2"] },
		{ title: "80 % is not over 80 %", offered: minutes(20, 800), calls: [] },
		{ title: "it repeats after the cooldown while in ALARM", offered: minutes(24, 5_000), calls: ["2: 1 → 2", "12: 2 → 3", "22: 3 → 4"] },
		{ title: "bytes do not count", offered: minutes(20, 100), bytesPerRecord: 100_000, calls: [] },
		{ title: "under 16 % for 15 min takes one away", offered: minutes(18, 319), openShardCount: 2, calls: ["12: 2 → 1"] },
		{ title: "16 % is not under 16 %", offered: minutes(40, 320), openShardCount: 2, calls: [] },
		{ title: "one shard stays", offered: minutes(40, 1), calls: [] },
		{ title: "without data nothing is taken away", offered: minutes(40, undefined), openShardCount: 2, calls: [] },
		{
			title: "it asks again the next minute after a refusal",
			offered: minutes(4, 900),
			budget: 0,
			calls: ["2: 1 → 2 refused", "3: 1 → 2 refused", "4: 1 → 2 refused"],
		},
		{ title: "it waits while UPDATING", offered: minutes(16, 5_000), updatingMinutes: 12, calls: ["2: 1 → 2", "15: 2 → 3"] },
	]);
});

describe("epsagon: +100, +50 or +25 % at 75 % for 5 min, to 50 % of the day's peak at 25 % for 24 h", () => {
	table(EPSAGON, [
		{ title: "75 % for five minutes doubles up to three shards", offered: minutes(7, 2_250), openShardCount: 3, calls: ["6: 3 → 6"] },
		{ title: "just under it does nothing", offered: minutes(30, 2_249), openShardCount: 3, calls: [] },
		{ title: "from four shards on by half, rounded up", offered: minutes(7, 5_000), openShardCount: 5, calls: ["5: 5 → 8"] },
		{ title: "from fifty-one on by a quarter", offered: minutes(7, 60_000), openShardCount: 51, calls: ["5: 51 → 64"] },
		{ title: "a sum over five minutes: one very full minute is enough", offered: [...minutes(4, 0), 3_750, 0], calls: ["6: 1 → 2"] },
		{
			title:
				"its alarm fires while UPDATING, finds its count out of step and is rewritten to the old one; then it is refused, and rewritten again",
			offered: minutes(6, 4_000),
			updatingMinutes: 2,
			calls: ["2: 1 → 2", "4: 1 → 2 refused", "6: 2 → 4"],
		},
		{
			title: "25 % or less for 24 h goes to 50 % of the peak",
			offered: minutes(1_443, 500),
			openShardCount: 4,
			calls: ["1437: 4 → 2", "1440: 2 → 1"],
		},
		{ title: "half rounded up is the least", offered: minutes(1_438, 1), openShardCount: 5, calls: ["1437: 5 → 3"] },
		{ title: "one shard stays", offered: minutes(1_500, 1), calls: [] },
		{
			title: "a limit fails the function: Lambda tries twice more, then the alarm stays in ALARM for nothing",
			offered: minutes(40, 900),
			budget: 0,
			calls: ["6: 1 → 2 refused", "7: 1 → 2 refused", "9: 1 → 2 refused"],
		},
	]);
});

describe("substation: ×2 to ×1.25 at 70 % for 5 min, the inverse at 35 % for 60 min, 3 and 30 min cooldown", () => {
	table(SUBSTATION, [
		{ title: "70 % for five minutes doubles", offered: minutes(7, 700), calls: ["6: 1 → 2"] },
		{ title: "just under it does nothing", offered: minutes(20, 699), calls: [] },
		{ title: "four full minutes and one that is not do nothing", offered: [...minutes(4, 900), 100, ...minutes(4, 900)], calls: [] },
		{ title: "from five shards on ×1.75, rounded down", offered: minutes(7, 5_000), openShardCount: 5, calls: ["6: 5 → 8"] },
		{ title: "from thirteen on ×1.5", offered: minutes(7, 13_000), openShardCount: 13, calls: ["6: 13 → 19"] },
		{ title: "from thirty-three on ×1.25", offered: minutes(7, 33_000), openShardCount: 33, calls: ["6: 33 → 41"] },
		{
			title: "sooner than three minutes after the last it only resets the alarm",
			offered: minutes(13, 2_000),
			calls: ["6: 1 → 2", "11: 2 → 4"],
		},
		{ title: "35 % for an hour goes down, rounded up", offered: minutes(62, 1_750), openShardCount: 5, calls: ["61: 5 → 3"] },
		{ title: "more than 35 % does not", offered: minutes(100, 1_751), openShardCount: 5, calls: [] },
		{ title: "a minute without data is as the one before", offered: [700, undefined, 700, undefined, 700, 700], calls: ["6: 1 → 2"] },
		{ title: "at one shard it returns without a call", offered: minutes(100, 1), calls: [] },
		{
			title: "a limit fails the function: two more tries, then silence",
			offered: minutes(40, 900),
			budget: 0,
			calls: ["6: 1 → 2 refused", "7: 1 → 2 refused", "9: 1 → 2 refused"],
		},
	]);
});

describe("dakkamohan: +25 % a minute while traffic rises by 10 %, back to the start after five calm minutes", () => {
	const rising = Array.from({ length: 30 }, (_, minute) => 1_000 * 1.2 ** minute);
	table(DAKKAMOHAN, [
		{ title: "steady traffic, however full, does nothing", offered: minutes(60, 5_000), calls: [] },
		{
			title: "a rise of more than 10 % over the run's baseline adds a quarter, at least one",
			offered: [...minutes(18, 1_000), ...minutes(9, 1_101)],
			calls: ["21: 1 → 2", "27: 2 → 1"],
			updatingMinutes: 0,
		},
		{ title: "a rise of 10 % is not more", offered: [...minutes(18, 1_000), ...minutes(8, 1_100)], calls: [] },
		{
			title: "a second rise while UPDATING is refused, which ends the run",
			offered: rising.slice(0, 27),
			openShardCount: 8,
			updatingMinutes: 2,
			calls: ["16: 8 → 10", "17: 8 → 12 refused"],
		},
		{
			title: "the way back in one call can break the half rule",
			offered: [...minutes(15, 1_000), 1_200, 1_500, 2_000, ...minutes(10, 2_000)],
			openShardCount: 1,
			updatingMinutes: 0,
			calls: ["18: 1 → 2", "19: 2 → 3", "25: 3 → 1 refused"],
		},
	]);

	it("makes no eleventh call of its own within 24 h", () => {
		const everyRun = Array.from({ length: 300 }, (_, minute) => (minute % 15 === 13 ? 1_000 : 1_500));
		const calls = play(DAKKAMOHAN, everyRun, { openShardCount: 4, updatingMinutes: 0 });
		expect(calls).toHaveLength(10);
		expect(calls.every(({ kind }) => kind === "accepted")).toBe(true);
	});
});

describe("scaling-utils: ×1.5 after 5 of 60 min over 75 %, -1 after 60 min under 25 %, splits and merges past a limit", () => {
	table(SCALING_UTILS, [
		{ title: "five minutes over 75 % make half more, rounded up", offered: minutes(8, 3_000), openShardCount: 3, calls: ["6: 3 → 5"] },
		{ title: "75 % is not over 75 %", offered: minutes(60, 750), calls: [] },
		{
			title: "five high minutes need not follow one another",
			offered: [...minutes(4, 900), ...minutes(20, 500), 900, 500],
			calls: ["26: 1 → 2"],
		},
		{ title: "five minutes of cool-off, then again", offered: minutes(13, 9_000), calls: ["6: 1 → 2", "11: 2 → 3"] },
		{
			title: "an hour under 25 % takes one away, then two hours of cool-off",
			offered: minutes(185, 10),
			openShardCount: 4,
			calls: ["60: 4 → 3", "180: 3 → 2"],
		},
		{ title: "minutes without data count as low", offered: minutes(62, undefined), openShardCount: 4, calls: ["60: 4 → 3"] },
		{ title: "one shard stays", offered: minutes(200, 0), calls: [] },
		{
			title: "past a limit the same count is reached by splits and merges",
			offered: minutes(9, 900),
			budget: 0,
			calls: ["6: 1 → 2 refused", "7: 1 → 2 by splits-and-merges"],
		},
	]);
});

describe("throttle-doubling: ×2 at any throttle in a minute, ÷2 after an hour under 25 %", () => {
	table(THROTTLE_DOUBLING, [
		{ title: "one throttled record doubles", offered: [1_000, throttled(1), 1_000, 1_000], calls: ["3: 1 → 2"] },
		{ title: "a full stream without throttles does nothing", offered: minutes(60, 1_000), calls: [] },
		{ title: "throttles that go on keep it in ALARM: nothing more happens", offered: minutes(30, throttled(50)), calls: ["2: 1 → 2"] },
		{
			title: "a minute without any lets it act again",
			offered: [...minutes(3, throttled(9)), 1_000, ...minutes(3, throttled(9))],
			calls: ["2: 1 → 2", "6: 2 → 4"],
		},
		{
			title: "while UPDATING it is refused, and that was its only try",
			offered: [throttled(1), 10, throttled(1), 10, 10],
			updatingMinutes: 5,
			calls: ["2: 1 → 2", "4: 1 → 2 refused"],
		},
		{ title: "an hour under 25 % halves, rounded up", offered: minutes(62, 1_249), openShardCount: 5, calls: ["61: 5 → 3"] },
		{
			title: "a refused half is not asked for again",
			offered: minutes(80, 10),
			openShardCount: 5,
			budget: 0,
			calls: ["61: 5 → 3 refused"],
		},
		{ title: "25 % is not under 25 %", offered: minutes(70, 1_250), openShardCount: 5, calls: [] },
	]);
});

describe("every peer", () => {
	it("has a name of its own and says its rule", () => {
		expect(new Set(PEERS.map(({ name }) => name)).size).toBe(PEERS.length);
		for (const { name, rule } of PEERS)
			expect([name, rule]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.stringMatching(/.{40,}\.$/)]);
	});

	it.each(PEERS)("$name does the same twice, and streams do not share a memory", (peer) => {
		const offered = Array.from({ length: 400 }, (_, minute) => 600 + 900 * Math.sin(minute / 20) ** 2);
		expect(play(peer, offered)).toEqual(play(peer, offered));
	});

	it.each(PEERS)("$name asks for nothing without data at one shard", (peer) => {
		expect(play(peer, minutes(400, undefined))).toEqual([]);
	});
});

import { describe, expect, it } from "vitest";
import { type Decision, decide, type LoadDatapoint } from "../src/index.ts";
import { history, minute, observation, policy, shardRanges, throttledShards } from "./build.ts";

const LAYOUTS = 1_000;
const KEYS = 600;
/** A shard that is this full throttles now and then: neither answer is false. */
const MAY_THROTTLE_FROM = 0.97;
const THROTTLES_FROM = 1.03;

/** mulberry32: seeded, the same everywhere. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

type Draw = () => number;

/** Widths of the ranges, their sum is 1. */
const LAYOUT_OF: readonly ((count: number, draw: Draw) => number[])[] = [
	// Cut anywhere.
	(count, draw) => {
		const cuts = Array.from({ length: count - 1 }, draw).sort((a, b) => a - b);
		return [...cuts, 1].map((end, index) => end - (index === 0 ? 0 : (cuts[index - 1] ?? 0)));
	},
	// Split by hand, each time some shard at its middle.
	(count, draw) => {
		const widths = [1];
		while (widths.length < count) {
			const index = Math.floor(draw() * widths.length);
			const half = (widths[index] ?? 0) / 2;
			widths.splice(index, 1, half, half);
		}
		return widths;
	},
	// One wide range, and even ones.
	(count, draw) => {
		const wide = 1 / count + draw() * (0.7 - 1 / count);
		return Array.from({ length: count }, (_, index) => (index === 0 ? wide : (1 - wide) / (count - 1)));
	},
	(count) => Array(count).fill(1 / count),
];

interface Key {
	/** Where its hash key lies, 0 to 1. */
	readonly at: number;
	/** Of the load. */
	readonly share: number;
}

interface Keys {
	readonly keys: readonly Key[];
	/** The share of the load whose keys spread evenly. */
	readonly evenShare: number;
}

/** Laws of keys: who has how much of the load. */
const LAW_OF: Readonly<Record<string, (draw: Draw) => Keys>> = {
	"many keys": (draw) => ({ keys: shared(draw, () => 1), evenShare: 1 }),
	"Zipf's law": (draw) => {
		const exponent = 0.3 + draw() * 0.7;
		return { keys: shared(draw, (rank) => (rank + 1) ** -exponent), evenShare: 0 };
	},
	"one hot key": (draw) => {
		const hot = 0.1 + draw() * 0.6;
		const others = shared(draw, () => 1).map((key) => ({ ...key, share: key.share * (1 - hot) }));
		return { keys: [{ at: draw(), share: hot }, ...others], evenShare: 1 - hot };
	},
	"a hot range": (draw) => {
		const [hot, from, width] = [0.1 + draw() * 0.6, draw() * 0.9, 0.02 + draw() * 0.08];
		const inside = shared(draw, () => 1).map(({ at, share }) => ({ at: from + at * width, share: share * hot }));
		const others = shared(draw, () => 1).map((key) => ({ ...key, share: key.share * (1 - hot) }));
		return { keys: [...inside, ...others], evenShare: 1 - hot };
	},
};

/** Spread evenly over the hash keys where all weigh the same: thousands of keys do. */
function shared(draw: Draw, weight: (rank: number) => number): Key[] {
	const weights = Array.from({ length: KEYS }, (_, rank) => weight(rank));
	const total = weights.reduce((sum, each) => sum + each, 0);
	const isEven = weights.every((each) => each === weights[0]);
	return weights.map((each, rank) => ({ at: isEven ? (rank + 0.5) / KEYS : draw(), share: each / total }));
}

/** The load of each range, in full shards. */
function loadsOf(widths: readonly number[], keys: readonly Key[], fullShards: number): number[] {
	const loads = widths.map(() => 0);
	const ends = widths.map((_, index) => widths.slice(0, index + 1).reduce((sum, width) => sum + width, 0));
	for (const { at, share } of keys) {
		const index = ends.findIndex((end) => at < end);
		const shard = index === -1 ? widths.length - 1 : index;
		loads[shard] = (loads[shard] ?? 0) + share * fullShards;
	}
	return loads;
}

const evenLoads = (count: number, keys: readonly Key[], fullShards: number) => loadsOf(Array(count).fill(1 / count), keys, fullShards);

interface Case {
	readonly law: string;
	readonly decision: Decision;
	readonly openShardCount: number;
	/** How full the fullest shard is after a uniform reshard to so many. */
	readonly after: (count: number) => number;
	/** How full the widest range is by those keys alone that spread evenly. */
	readonly byWidth: number;
}

function oneOf<Value>(values: readonly Value[], draw: Draw): Value {
	const value = values[Math.floor(draw() * values.length)];
	if (value === undefined) throw new Error("There is nothing to draw.");
	return value;
}

/** A layout under a law of keys that throttles some shard and fills the stream less than the policy asks for. */
function drawCase(seed: number): Case {
	const draw = random(seed);
	for (;;) {
		const openShardCount = 2 + Math.floor(draw() * 23);
		const widths = oneOf(LAYOUT_OF, draw)(openShardCount, draw);
		const [law, keysOf] = oneOf(Object.entries(LAW_OF), draw);
		const { evenShare, keys } = keysOf(draw);
		const fullShards = openShardCount * (0.1 + draw() * 0.55);
		const loads = loadsOf(widths, keys, fullShards);
		if (Math.max(...loads) < THROTTLES_FROM) continue;
		// Some producers try a throttled record twice or three times, and the policy does not know.
		const attempts = 1 + Math.floor(draw() * 3);
		const throttled = loads.map((load) => Math.max(0, load - 1) * 1_000 * attempts);
		const accepted = loads.reduce((sum, load) => sum + Math.min(load, 1), 0) * 1_000;
		const throttledPerSecond = throttled.reduce((sum, each) => sum + each, 0);
		if ((accepted + throttledPerSecond) / 1_000 / openShardCount > 0.7) continue;
		const minutes = [4, 3, 2].map((minutesAgo): LoadDatapoint => minute({ minutesAgo, recordsPerSecond: accepted, throttledPerSecond }));
		const shardThrottles = throttledShards(
			Object.fromEntries(throttled.map((each, index) => [index, each * 180]).filter(([, each]) => each !== 0)),
		);
		const world = { openShardCount, minutes, shardRanges: shardRanges(widths), shardThrottles };
		const decision = decide(observation(world), policy({ maxShardCount: 64 }), history());
		const after = (count: number) => Math.max(...evenLoads(count, keys, fullShards));
		return { law, decision, openShardCount, after, byWidth: fullShards * evenShare * Math.max(...widths) };
	}
}

describe("1,000 random layouts of ranges and laws of keys", () => {
	it("have few false verdicts", () => {
		const counts = { uneven: 0, falseUneven: 0, hotKey: 0, falseHotKey: 0, other: 0 };
		const byLaw = new Map<string, { total: number; wrong: number }>();
		for (let seed = 1; seed <= LAYOUTS; seed += 1) {
			const { after, byWidth, decision, law, openShardCount } = drawCase(seed);
			const tally = byLaw.get(law) ?? { total: 0, wrong: 0 };
			byLaw.set(law, tally);
			tally.total += 1;
			const verdict = decision.steps.find(({ step }) => step === "verdict");
			let isFalse = false;
			if (verdict?.kind === "uneven-ranges" && decision.kind === "scale-out") {
				counts.uneven += 1;
				// Where the range was too wide in any case, one of two causes is gone, and the next evaluation names the other.
				isFalse = after(decision.targetShardCount) > THROTTLES_FROM && byWidth < MAY_THROTTLE_FROM;
				if (isFalse) counts.falseUneven += 1;
			} else if (verdict?.kind === "hot-key") {
				counts.hotKey += 1;
				isFalse = after(openShardCount + 1) < MAY_THROTTLE_FROM;
				if (isFalse) counts.falseHotKey += 1;
			} else counts.other += 1;
			if (isFalse) tally.wrong += 1;
		}
		const rate = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} % of ${whole}`;
		console.log(
			[
				`${LAYOUTS} layouts: "uneven ranges" was false in ${rate(counts.falseUneven, counts.uneven)}, "hot key" in ${rate(counts.falseHotKey, counts.hotKey)}; other answers: ${counts.other}.`,
				...[...byLaw].map(([law, { total, wrong }]) => `  ${law}: ${rate(wrong, total)}`),
			].join("\n"),
		);
		expect(counts.uneven).toBeGreaterThan(100);
		expect(counts.hotKey).toBeGreaterThan(100);
		expect(counts.falseUneven / counts.uneven).toBeLessThan(0.08);
		expect(counts.falseHotKey / counts.hotKey).toBeLessThan(0.1);
	});

	it("are never called uneven where the ranges are even", () => {
		for (let seed = 1; seed <= 50; seed += 1) {
			const draw = random(seed);
			const openShardCount = 2 + Math.floor(draw() * 23);
			const hot = Math.floor(draw() * openShardCount);
			const world = {
				openShardCount,
				minutes: [4, 3, 2].map((minutesAgo) => minute({ minutesAgo, recordsPerSecond: openShardCount * 300, throttledPerSecond: 40 })),
				shardRanges: shardRanges(Array(openShardCount).fill(1)),
				shardThrottles: throttledShards({ [hot]: 7_200 }),
			};
			const decision = decide(observation(world), policy(), history());
			expect(decision.steps.some((step) => "kind" in step && step.kind === "uneven-ranges")).toBe(false);
		}
	});
});

import { DrainPace } from "../src/index.ts";

/** What happens when two drainers and live votes share a stream, second by second. Deterministic: the seed is the whole chance. */
export interface RushSecond {
	readonly second: number;
	readonly drained: number;
	readonly throttledLive: number;
	readonly throttledDrained: number;
}

const TICK_MS = 5;
const RECORDS_PER_SHARD_SECOND = 1000;
/** From the answer of one batch to the first put of the next: the poller's share. */
const BATCH_OVERHEAD_MS = 30;
const BATCH_SIZE = 100;

/**
 * @param liveVotesPerSecond offered by the live votes, by second
 * @param openShardCount     by second; the drainers hear of it up to ten seconds late
 */
export function rush(settings: {
	readonly seconds: number;
	readonly liveVotesPerSecond: (second: number) => number;
	readonly openShardCount: (second: number) => number;
	readonly limit: "bucket" | "clock";
	readonly backlog: number;
	readonly seed: number;
}): readonly RushSecond[] {
	const random = mulberry32(settings.seed);
	const shards = new Shards(settings.limit);
	const drainers = [0, 1].map((offset) => ({ pace: new DrainPace(0), nextAtMs: offset * 17, inBatch: 0, heardAtMs: -Infinity }));
	const seconds: RushSecond[] = [];
	let backlog = settings.backlog;
	for (let second = 0; second < settings.seconds; second += 1) {
		const openShardCount = settings.openShardCount(second);
		let drained = 0;
		let throttledLive = 0;
		let throttledDrained = 0;
		for (let nowMs = second * 1000; nowMs < (second + 1) * 1000; nowMs += TICK_MS) {
			const live = poisson((settings.liveVotesPerSecond(second) * TICK_MS) / 1000, random);
			for (let vote = 0; vote < live; vote += 1) if (!shards.take(nowMs, openShardCount, random)) throttledLive += 1;
			for (const drainer of drainers) {
				if (nowMs < drainer.nextAtMs || backlog === 0) continue;
				if (nowMs - drainer.heardAtMs >= 10_000) {
					drainer.pace.setOpenShardCount(openShardCount);
					drainer.heardAtMs = nowMs;
				}
				if (drainer.inBatch === 0) drainer.inBatch = Math.min(BATCH_SIZE, backlog);
				const answer = drainer.pace.request(Math.min(drainer.inBatch, backlog), nowMs);
				if (answer.kind === "wait") {
					drainer.nextAtMs = nowMs + answer.ms;
					continue;
				}
				let stored = 0;
				for (let vote = 0; vote < answer.records; vote += 1) if (shards.take(nowMs, openShardCount, random)) stored += 1;
				throttledDrained += answer.records - stored;
				if (stored < answer.records) drainer.pace.throttled(nowMs);
				else drainer.pace.stored(nowMs);
				drained += stored;
				backlog -= stored;
				drainer.inBatch -= stored;
				if (drainer.inBatch <= 0) {
					drainer.inBatch = 0;
					drainer.nextAtMs = nowMs + BATCH_OVERHEAD_MS;
				}
			}
		}
		seconds.push({ second, drained, throttledLive, throttledDrained });
	}
	return seconds;
}

/** `bucket`: a second's worth may be saved up. `clock`: the strictest reading, so many in each second of the clock, nothing carried over. */
class Shards {
	readonly #model: "bucket" | "clock";
	#refilledAtMs = 0;
	#tokens: number[] = [];

	constructor(model: "bucket" | "clock") {
		this.#model = model;
	}

	take(nowMs: number, openShardCount: number, random: () => number): boolean {
		this.#refill(nowMs, openShardCount);
		const shard = Math.floor(random() * openShardCount);
		const tokens = this.#tokens[shard] ?? 0;
		if (tokens < 1) return false;
		this.#tokens[shard] = tokens - 1;
		return true;
	}

	#refill(nowMs: number, openShardCount: number): void {
		if (this.#tokens.length !== openShardCount) this.#tokens = Array<number>(openShardCount).fill(RECORDS_PER_SHARD_SECOND);
		const isNewSecond = Math.floor(nowMs / 1000) > Math.floor(this.#refilledAtMs / 1000);
		const added = this.#model === "bucket" ? nowMs - this.#refilledAtMs : isNewSecond ? RECORDS_PER_SHARD_SECOND : 0;
		this.#tokens = this.#tokens.map((tokens) => Math.min(RECORDS_PER_SHARD_SECOND, tokens + added));
		this.#refilledAtMs = nowMs;
	}
}

function poisson(mean: number, random: () => number): number {
	const limit = Math.exp(-mean);
	let count = 0;
	for (let product = random(); product > limit; product *= random()) count += 1;
	return count;
}

/** A small seeded generator. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

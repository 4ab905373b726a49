import type { KinesisSettings, OpenShardRange } from "@headroom/emulators";
import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD } from "@headroom/engine";
import { randomNormal } from "d3-random";
import type { HotHashKeys } from "../load-source.ts";
import { type ArrivalSettings, randomSource } from "./arrivals.ts";

const HASH_KEY_SPACE = 2 ** 128;
/**
 * A bucket of B that gains d more than it gives, with a variance of v in what it gives, runs empty with a probability of exp(-2 d B / v).
 * From this many d B / v on that is less than once in 10^17.
 */
const CERTAIN_MARGIN = 20;
/** Where the one hot key lies in the hash-key space: anywhere would do that is not on a shard's border. */
const HOT_KEY_POSITION = 0.377;

/** The outcome of one second's writes, in records. */
export interface WrittenSecond {
	/** New records, before any retry. */
	offered: number;
	accepted: number;
	/** New records whose first attempt was refused. */
	throttledFirst: number;
	/** Every refused attempt: what the service counts. */
	refusedAttempts: number;
	/** Records that were lost after their last attempt. */
	lost: number;
}

export interface ShardWritesOptions {
	readonly arrivals: Pick<ArrivalSettings, "arrivals" | "seed">;
	readonly settings: Pick<KinesisSettings, "writeBurstSeconds" | "writeBytesPerSecondPerShard" | "writeRecordsPerSecondPerShard">;
	/** How often a producer tries a record, a second apart; 1 is no retry. */
	readonly writeAttempts: number;
	/** Called with the refusals of each shard, in their second. */
	readonly onThrottled?: (shardId: string, refusedAttempts: number) => void;
}

/**
 * The write limits of a stream's shards, a second at a time: the emulator's token buckets as fluids. Within a second arrivals are even, so
 * a bucket admits what it holds and what it gains. How a second's records fall on the shards is chance, from a seeded generator.
 *
 * A second that cannot empty a bucket is not drawn shard by shard: the draw would change no visible result.
 */
export class ShardWrites {
	readonly second: WrittenSecond = { offered: 0, accepted: 0, throttledFirst: 0, refusedAttempts: 0, lost: 0 };
	readonly #options: ShardWritesOptions;
	readonly #normal: () => number;
	readonly #recordsPerSecond: number;
	readonly #bytesPerSecond: number;
	readonly #recordsHeldAtMost: number;
	readonly #bytesHeldAtMost: number;
	#shardIds: readonly string[] = [];
	/** Where each shard begins, as a share of all hash keys. */
	#starts: readonly number[] = [];
	#hotRange: HotHashKeys | undefined;
	/** Of the records without the hot key's, how many fall on each shard, on average. */
	#shares = new Float64Array();
	#largestShare = 1;
	#hotShard = 0;
	#recordTokens = new Float64Array();
	#byteTokens = new Float64Array();
	/** By attempt (the second one first) and shard: the records that are retried in the next second. */
	#retries: Float64Array[] = [];
	#arriving = new Float64Array();
	#isCalm = true;

	constructor(options: ShardWritesOptions) {
		const { writeBurstSeconds, writeBytesPerSecondPerShard, writeRecordsPerSecondPerShard } = options.settings;
		this.#options = options;
		const { seed, arrivals } = options.arrivals;
		this.#normal = arrivals === "even" ? () => 0 : randomNormal.source(randomSource(seed, 1))(0, 1);
		this.#recordsPerSecond = writeRecordsPerSecondPerShard;
		this.#bytesPerSecond = writeBytesPerSecondPerShard;
		this.#recordsHeldAtMost = writeRecordsPerSecondPerShard * writeBurstSeconds;
		this.#bytesHeldAtMost = writeBytesPerSecondPerShard * writeBurstSeconds;
	}

	/** A remaining shard keeps the contents of its buckets; a new one starts full, as in the emulator. Retries follow their keys. */
	setShards(openShards: readonly OpenShardRange[]): void {
		const starts = openShards.map(({ startingHashKey }) => Number(startingHashKey) / HASH_KEY_SPACE);
		const previous = new Map(this.#shardIds.map((shardId, index) => [shardId, index]));
		const [recordTokens, byteTokens] = [this.#recordTokens, this.#byteTokens];
		this.#shardIds = openShards.map(({ shardId }) => shardId);
		this.#starts = starts;
		this.#shareOut();
		this.#hotShard = starts.findLastIndex((start) => start <= HOT_KEY_POSITION);
		const kept = (tokens: Float64Array, full: number) =>
			Float64Array.from(this.#shardIds, (shardId) => tokens[previous.get(shardId) ?? -1] ?? full);
		this.#recordTokens = kept(recordTokens, this.#recordsHeldAtMost);
		this.#byteTokens = kept(byteTokens, this.#bytesHeldAtMost);
		this.#arriving = new Float64Array(openShards.length);
		this.#retries = Array.from({ length: this.#options.writeAttempts - 1 }, (_, attempt) => {
			const waiting = sum(this.#retries[attempt]);
			return Float64Array.from(this.#shares, (share) => waiting * share);
		});
	}

	/**
	 * One second of writes; `second` then has their outcome.
	 *
	 * @param records        new ones, whole
	 * @param bytesPerRecord of the mean record
	 * @param hotKeyShare    of the records, how many have one key, 0 to 1
	 * @param hotRange       where the other keys crowd; absent: nowhere
	 */
	write(records: number, bytesPerRecord: number, hotKeyShare: number, hotRange?: HotHashKeys): void {
		const { second } = this;
		if (hotRange !== this.#hotRange) {
			this.#hotRange = hotRange;
			this.#shareOut();
		}
		second.offered = records;
		second.throttledFirst = 0;
		second.refusedAttempts = 0;
		second.lost = 0;
		if (this.#isCalm && this.#cannotThrottle(records, bytesPerRecord, hotKeyShare)) {
			second.accepted = records;
			return;
		}
		this.#spread(records, hotKeyShare);
		this.#admit(bytesPerRecord);
	}

	/** How the keys fall on the shards: evenly over the hash keys, apart from a hot range. */
	#shareOut(): void {
		const { share = 0, from = 0, to = 1 } = this.#hotRange ?? {};
		this.#shares = Float64Array.from(this.#starts, (start, index) => {
			const end = this.#starts[index + 1] ?? 1;
			if (share === 0) return end - start;
			const inside = Math.max(0, Math.min(end, to) - Math.max(start, from)) / (to - from);
			return (1 - share) * (end - start) + share * inside;
		});
		this.#largestShare = this.#shares.reduce((largest, each) => Math.max(largest, each), 0);
	}

	#cannotThrottle(records: number, bytesPerRecord: number, hotKeyShare: number): boolean {
		const share = hotKeyShare > 0 ? hotKeyShare + (1 - hotKeyShare) * this.#largestShare : this.#largestShare;
		// How many of the records fall on the fullest shard varies by at most its mean, as a Poisson count does.
		const mean = records * share;
		const rate = Math.min(this.#recordsPerSecond, this.#bytesPerSecond / bytesPerRecord);
		const held = Math.min(this.#recordsHeldAtMost, this.#bytesHeldAtMost / bytesPerRecord);
		return (rate - mean) * held >= CERTAIN_MARGIN * mean;
	}

	/** Draws the shard of each record by its share, for all records together: divides the rest between a shard and those after it. */
	#spread(records: number, hotKeyShare: number): void {
		const [arriving, shares] = [this.#arriving, this.#shares];
		const last = shares.length - 1;
		const hot = hotKeyShare > 0 ? this.#split(records, hotKeyShare) : 0;
		let left = records - hot;
		let shareLeft = 1;
		for (let shard = 0; shard < last; shard += 1) {
			const share = shares[shard] ?? 0;
			const here = this.#split(left, shareLeft > 0 ? Math.min(1, share / shareLeft) : 0);
			arriving[shard] = here;
			left -= here;
			shareLeft -= share;
		}
		arriving[last] = left;
		arriving[this.#hotShard] = (arriving[this.#hotShard] ?? 0) + hot;
	}

	#split(records: number, share: number): number {
		if (records === 0) return 0;
		const mean = records * share;
		const drawn = Math.round(mean + Math.sqrt(mean * Math.max(0, 1 - share)) * this.#normal());
		return Math.min(records, Math.max(0, drawn));
	}

	#admit(bytesPerRecord: number): void {
		const { second } = this;
		const [arriving, recordTokens, byteTokens, retries] = [this.#arriving, this.#recordTokens, this.#byteTokens, this.#retries];
		let accepted = 0;
		let isCalm = true;
		for (let shard = 0; shard < arriving.length; shard += 1) {
			const fresh = arriving[shard] ?? 0;
			let attempted = fresh;
			for (const waiting of retries) attempted += waiting[shard] ?? 0;
			const recordRoom = (recordTokens[shard] ?? 0) + this.#recordsPerSecond;
			const byteRoom = (byteTokens[shard] ?? 0) + this.#bytesPerSecond;
			const admitted = Math.min(attempted, recordRoom, Math.floor(byteRoom / bytesPerRecord));
			accepted += admitted;
			const recordsHeld = Math.min(this.#recordsHeldAtMost, recordRoom - admitted);
			const bytesHeld = Math.min(this.#bytesHeldAtMost, byteRoom - admitted * bytesPerRecord);
			recordTokens[shard] = recordsHeld;
			byteTokens[shard] = bytesHeld;
			if (recordsHeld < this.#recordsHeldAtMost || bytesHeld < this.#bytesHeldAtMost) isCalm = false;
			const refused = attempted - admitted;
			if (attempted > 0) this.#tryAgain(shard, fresh, refused / attempted);
			if (refused <= 0) continue;
			isCalm = false;
			second.throttledFirst += (fresh * refused) / attempted;
			second.refusedAttempts += refused;
			this.#options.onThrottled?.(this.#shardIds[shard] ?? "", refused);
		}
		second.accepted = accepted;
		this.#isCalm = isCalm;
	}

	/** New records and retries have the same chance. A refused one moves on to its next attempt, or is lost. */
	#tryAgain(shard: number, fresh: number, refusedShare: number): void {
		let refused = fresh * refusedShare;
		for (const waiting of this.#retries) {
			const again = (waiting[shard] ?? 0) * refusedShare;
			waiting[shard] = refused;
			refused = again;
		}
		this.second.lost += refused;
	}
}

function sum(values: Float64Array | undefined): number {
	return values === undefined ? 0 : values.reduce((total, value) => total + value, 0);
}

/** Full shards that a second's writes fill. */
export function shardsFilled(records: number, bytesPerRecord: number): number {
	return Math.max(records / RECORDS_PER_SECOND_PER_SHARD, (records * bytesPerRecord) / BYTES_PER_SECOND_PER_SHARD);
}

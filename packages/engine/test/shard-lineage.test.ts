import { describe, expect, it } from "vitest";
import { isBySplitsAndMerges, type LineageShard } from "../src/index.ts";

const HASH_KEYS = 2n ** 128n;
const idOf = (index: number) => `shardId-${String(index).padStart(12, "0")}`;

/** A stream whose shards are split and merged one by one, as ListShards shows it. */
class Stream {
	readonly shards: (LineageShard & { isOpen: boolean })[] = [];
	openThen: string[] = [];

	constructor(widths: readonly number[]) {
		const total = BigInt(widths.reduce((sum, width) => sum + width, 0));
		let from = 0n;
		let sum = 0n;
		for (const width of widths) {
			sum += BigInt(width);
			const to = (sum * HASH_KEYS) / total;
			this.#open(from, to - 1n, []);
			from = to;
		}
		this.remember();
	}

	remember(): this {
		this.openThen = this.open().map(({ shardId }) => shardId);
		return this;
	}

	open() {
		return this.shards.filter(({ isOpen }) => isOpen);
	}

	/** @param index among the open shards, in the order of their hash keys */
	split(index: number): this {
		const shard = this.#at(index);
		const [start, end] = [BigInt(shard.startingHashKey), BigInt(shard.endingHashKey)];
		const middle = start + (end - start + 1n) / 2n;
		shard.isOpen = false;
		this.#open(start, middle - 1n, [shard.shardId]);
		this.#open(middle, end, [shard.shardId]);
		return this;
	}

	merge(index: number): this {
		const [one, other] = [this.#at(index), this.#at(index + 1)];
		one.isOpen = false;
		other.isOpen = false;
		this.#open(BigInt(one.startingHashKey), BigInt(other.endingHashKey), [one.shardId, other.shardId]);
		return this;
	}

	isByHand(openShardCount = this.open().length): boolean {
		return isBySplitsAndMerges(this, openShardCount);
	}

	#at(index: number) {
		const inOrder = this.open().sort((a, b) => (BigInt(a.startingHashKey) < BigInt(b.startingHashKey) ? -1 : 1));
		const shard = inOrder[index];
		if (shard === undefined) throw new Error(`there is no open shard ${index}`);
		return shard;
	}

	#open(start: bigint, end: bigint, parentShardIds: readonly string[]): void {
		const shardId = idOf(this.shards.length);
		this.shards.push({ shardId, startingHashKey: String(start), endingHashKey: String(end), parentShardIds, isOpen: true });
	}
}

const even = (count: number) => new Stream(Array(count).fill(1));

describe("the lineage of the shards", () => {
	const rows: readonly { title: string; stream: Stream; isByHand: boolean; openShardCount?: number }[] = [
		{ title: "shows a split of one shard in four", stream: even(4).split(1), isByHand: true },
		{ title: "shows a merge of two shards in four", stream: even(4).merge(0), isByHand: true },
		{ title: "shows several splits and merges", stream: even(8).split(1).split(2).merge(6), isByHand: true },
		{ title: "shows a split of a stream that was split before", stream: new Stream([4, 1, 1, 1, 1]).split(3), isByHand: true },
		{ title: "leaves a split of the only shard a guess: UpdateShardCount makes the same", stream: even(1).split(0), isByHand: false },
		{ title: "leaves a merge of the only two a guess", stream: even(2).merge(0), isByHand: false },
		{ title: "leaves four splits of four shards a guess", stream: even(4).split(0).split(2).split(4).split(6), isByHand: false },
		{
			title: "leaves a guess what was even on the way: UpdateShardCount to eight, and a split",
			stream: even(4).split(0).split(2).split(4).split(6).split(0),
			isByHand: false,
		},
		{ title: "leaves a reshard that is half done a guess", stream: even(4).split(1), openShardCount: 6, isByHand: false },
		{ title: "says nothing where nothing has changed", stream: even(4), isByHand: false },
	];
	it.each(rows)("$title", ({ isByHand, openShardCount, stream }) => {
		expect(stream.isByHand(openShardCount)).toBe(isByHand);
	});

	it("shows each of eleven merges by hand, but for those that end even", () => {
		const stream = even(12);
		const marks: boolean[] = [];
		while (stream.open().length > 1) {
			stream.remember().merge(0);
			marks.push(stream.isByHand());
		}
		expect(marks).toEqual([...Array(10).fill(true), false]);
	});

	it("of thousands of shards is read in no time", () => {
		const stream = even(1_000);
		for (let index = 0; index < 500; index += 1) stream.split(index * 2);
		expect(stream.isByHand()).toBe(true);
	});

	it.each([
		["a shard then open is not listed", (stream: Stream) => stream.shards.shift()],
		["a parent is not listed", (stream: Stream) => stream.shards.splice(1, 1)],
		["hash keys are no numbers", (stream: Stream) => Object.assign(stream.shards[5] ?? {}, { startingHashKey: "x" })],
		["a child has no parent", (stream: Stream) => Object.assign(stream.shards[5] ?? {}, { parentShardIds: [] })],
		["ranges do not cover all hash keys", (stream: Stream) => Object.assign(stream.shards[5] ?? {}, { endingHashKey: "5" })],
	])("leaves it a guess where %s", (_, damage) => {
		const stream = even(4).split(1);
		damage(stream);
		expect(stream.isByHand(5)).toBe(false);
	});
});

import { describe, expect, it } from "vitest";
import { type ReadAnswer, STREAM_ARN, type WireShard, World } from "./build.ts";

/**
 * How two clients of others read a stream that goes over 1 → 2 → 4 → 2 shards while it is written: each call with the parameters that the client sends. The
 * clients themselves were run outside of this repository (docs/emulator-kinesis.md).
 */

const SHARD_COUNTS = [2, 4, 2];
const RECORDS_PER_STAGE = 40;
const BETWEEN_CALLS_MS = 250;
/** Longer than each of these reshards, and shorter than an iterator lives. */
const RESHARD_WITHIN_MS = 75_000;

interface ShardPage {
	readonly Shards: readonly WireShard[];
	readonly NextToken?: string;
}

/** A client that reads: what it has, and one round of its calls. */
interface Reader {
	readonly texts: string[];
	round(): void;
}

/** Writes at each stage, before, during and after the reshard, and lets the reader go on all the time. */
function readOverReshards(world: World, reader: Reader): string[] {
	const written: string[] = [];
	const write = (): void => {
		for (let index = 0; index < RECORDS_PER_STAGE; index++) {
			const text = `record ${written.length}`;
			world.put(`key ${written.length}`, text);
			written.push(text);
		}
	};
	const readFor = (rounds: number): void => {
		for (let round = 0; round < rounds; round++) {
			reader.round();
			world.clock.advanceBy(BETWEEN_CALLS_MS);
		}
	};
	readFor(2);
	write();
	for (const shardCount of SHARD_COUNTS) {
		world.scaleTo(shardCount);
		write();
		readFor(8);
		write();
		world.clock.advanceBy(RESHARD_WITHIN_MS);
		readFor(20);
		write();
		readFor(20);
	}
	readFor(40);
	return written;
}

function textsOf({ Records }: Pick<ReadAnswer, "Records">): string[] {
	return Records.map(({ Data }) => Buffer.from(Data, "base64").toString());
}

/** Each record once. The order between shards is open. */
function expectAll(read: readonly string[], written: readonly string[]): void {
	expect([...read].sort()).toEqual([...written].sort());
}

describe("lifion-kinesis 1.3.3, polling", () => {
	/**
	 * DescribeStream and ListShards at each look for leases; GetShardIterator LATEST, or AFTER_SEQUENCE_NUMBER from the checkpoint; GetRecords until
	 * NextShardIterator is missing. Then ListShards: the children get their StartingSequenceNumber as the checkpoint.
	 */
	class PollingReader implements Reader {
		readonly texts: string[] = [];
		readonly #world: World;
		readonly #checkpoints = new Map<string, string>();
		readonly #depleted = new Set<string>();
		readonly #iterators = new Map<string, string>();

		constructor(world: World) {
			this.#world = world;
		}

		round(): void {
			const { StreamDescription } = this.#world.call<{ StreamDescription: { StreamARN: string; StreamCreationTimestamp: number } }>(
				"DescribeStream",
				{ StreamName: "votes" },
			);
			expect(StreamDescription).toMatchObject({ StreamARN: STREAM_ARN, StreamCreationTimestamp: expect.any(Number) });
			for (const { ParentShardId, ShardId } of this.#listed()) {
				const isWaiting = ParentShardId !== undefined && !this.#depleted.has(ParentShardId);
				if (!this.#depleted.has(ShardId) && !isWaiting) this.#poll(ShardId);
			}
		}

		#poll(shardId: string): void {
			const iterator = this.#iterators.get(shardId) ?? this.#world.iterator(shardId, this.#position(shardId));
			const answer = this.#world.read(iterator);
			this.texts.push(...textsOf(answer));
			const last = answer.Records.at(-1);
			if (last !== undefined) this.#checkpoints.set(shardId, last.SequenceNumber);
			// `undefined`, and not null: with null the client would ask for a new iterator for ever.
			if (answer.Records.length === 0 && answer.NextShardIterator === undefined) this.#deplete(shardId);
			else if (answer.NextShardIterator === undefined) this.#iterators.delete(shardId);
			else this.#iterators.set(shardId, answer.NextShardIterator);
		}

		#position(shardId: string): Record<string, unknown> {
			const StartingSequenceNumber = this.#checkpoints.get(shardId);
			return StartingSequenceNumber === undefined
				? { ShardIteratorType: "LATEST" }
				: { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber };
		}

		#deplete(shardId: string): void {
			this.#depleted.add(shardId);
			for (const { ParentShardId, SequenceNumberRange, ShardId } of this.#listed()) {
				if (ParentShardId === shardId) this.#checkpoints.set(ShardId, SequenceNumberRange.StartingSequenceNumber);
			}
		}

		#listed(): readonly WireShard[] {
			return this.#world.call<{ Shards: readonly WireShard[] }>("ListShards", { StreamName: "votes" }).Shards;
		}
	}

	it("reads every record once over 1 → 2 → 4 → 2", () => {
		const world = new World();
		const reader = new PollingReader(world);
		expectAll(reader.texts, readOverReshards(world, reader));
	});
});

describe("lifion-kinesis 1.3.3, enhanced fan-out", () => {
	/**
	 * RegisterStreamConsumer, ListStreamConsumers until it is ACTIVE, SubscribeToShard LATEST or AFTER_SEQUENCE_NUMBER; each event's ContinuationSequenceNumber
	 * is the checkpoint, an event without one is the end of the shard.
	 */
	class FanOutReader implements Reader {
		readonly texts: string[] = [];
		readonly #world: World;
		readonly #consumerArn: string;
		readonly #checkpoints = new Map<string, string>();
		readonly #depleted = new Set<string>();
		readonly #subscribed = new Set<string>();

		constructor(world: World) {
			this.#world = world;
			const registered = world.call<{ Consumer: { ConsumerARN: string } }>("RegisterStreamConsumer", {
				ConsumerName: "lifion",
				StreamARN: STREAM_ARN,
			});
			this.#consumerArn = registered.Consumer.ConsumerARN;
			world.clock.advanceBy(3_000);
			expect(world.call("ListStreamConsumers", { StreamARN: STREAM_ARN })).toMatchObject({
				Consumers: [{ ConsumerName: "lifion", ConsumerARN: this.#consumerArn, ConsumerStatus: "ACTIVE" }],
			});
		}

		round(): void {
			const { Shards } = this.#world.call<{ Shards: readonly WireShard[] }>("ListShards", { StreamName: "votes" });
			for (const { ParentShardId, ShardId } of Shards) {
				const isWaiting = ParentShardId !== undefined && !this.#depleted.has(ParentShardId);
				if (!this.#depleted.has(ShardId) && !this.#subscribed.has(ShardId) && !isWaiting) this.#subscribe(ShardId);
			}
		}

		#subscribe(shardId: string): void {
			this.#subscribed.add(shardId);
			const SequenceNumber = this.#checkpoints.get(shardId);
			const StartingPosition = SequenceNumber === undefined ? { Type: "LATEST" } : { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber };
			this.#world.emulator.subscribeToShard(
				{ ConsumerARN: this.#consumerArn, ShardId: shardId, StartingPosition },
				{
					onEvent: (event) => this.#take(shardId, event as ReadAnswer & { readonly ContinuationSequenceNumber?: string }),
					// After five minutes: the client subscribes again from its checkpoint.
					onEnd: () => void this.#subscribed.delete(shardId),
				},
			);
		}

		#take(shardId: string, event: ReadAnswer & { readonly ContinuationSequenceNumber?: string }): void {
			this.texts.push(...textsOf(event));
			if (event.ContinuationSequenceNumber !== undefined) {
				this.#checkpoints.set(shardId, event.ContinuationSequenceNumber);
				return;
			}
			this.#depleted.add(shardId);
			const { Shards } = this.#world.call<{ Shards: readonly WireShard[] }>("ListShards", { StreamName: "votes" });
			for (const { ParentShardId, SequenceNumberRange, ShardId } of Shards) {
				if (ParentShardId === shardId) this.#checkpoints.set(ShardId, SequenceNumberRange.StartingSequenceNumber);
			}
		}
	}

	it("reads every record once over 1 → 2 → 4 → 2", () => {
		const world = new World();
		const reader = new FanOutReader(world);
		expectAll(reader.texts, readOverReshards(world, reader));
	});
});

describe("boto3", () => {
	/** `list_shards` page by page, `get_shard_iterator` TRIM_HORIZON, `get_records` with a limit while `NextShardIterator` is there; ChildShards name the next ones. */
	class Boto3Reader implements Reader {
		readonly texts: string[] = [];
		readonly #world: World;
		readonly #iterators = new Map<string, string>();
		readonly #begun = new Set<string>();
		readonly #ended = new Set<string>();

		constructor(world: World) {
			this.#world = world;
		}

		round(): void {
			if (this.#begun.size === 0) for (const { ShardId } of this.#pages()) this.#begin(ShardId);
			for (const [shardId, iterator] of [...this.#iterators]) {
				const { ChildShards = [], NextShardIterator, ...answer } = this.#world.read(iterator, 25);
				this.texts.push(...textsOf(answer));
				if (NextShardIterator !== undefined) {
					this.#iterators.set(shardId, NextShardIterator);
					continue;
				}
				this.#iterators.delete(shardId);
				this.#ended.add(shardId);
				for (const { ParentShards, ShardId } of ChildShards) {
					if (ParentShards.every((parent) => this.#ended.has(parent))) this.#begin(ShardId);
				}
			}
		}

		/** @returns every shard that a reader may begin with */
		listedAtTheEnd(): readonly WireShard[] {
			return this.#pages();
		}

		get readToTheirEnds(): ReadonlySet<string> {
			return this.#ended;
		}

		#begin(shardId: string): void {
			if (this.#begun.has(shardId)) return;
			this.#begun.add(shardId);
			this.#iterators.set(shardId, this.#world.iterator(shardId));
		}

		#pages(): readonly WireShard[] {
			const shards: WireShard[] = [];
			let next: Record<string, unknown> | undefined = { StreamName: "votes", MaxResults: 2 };
			while (next !== undefined) {
				// With NextToken the name may not be given again.
				const { NextToken, Shards }: ShardPage = this.#world.call<ShardPage>("ListShards", next);
				shards.push(...Shards);
				next = NextToken === undefined ? undefined : { NextToken, MaxResults: 2 };
			}
			return shards;
		}
	}

	it("reads every record once over 1 → 2 → 4 → 2, each closed shard to its end", () => {
		const world = new World();
		const reader = new Boto3Reader(world);
		expectAll(reader.texts, readOverReshards(world, reader));
		const closed = reader.listedAtTheEnd().filter(({ SequenceNumberRange }) => SequenceNumberRange.EndingSequenceNumber !== undefined);
		expect(closed.length).toBeGreaterThan(4);
		expect(closed.filter(({ ShardId }) => !reader.readToTheirEnds.has(ShardId))).toEqual([]);
	});
});

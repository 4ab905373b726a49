import { KinesisEmulator, ServiceError, VirtualClock } from "@headroom/emulators";
import type { KinesisWriter, PutRecordInput, PutRecordOutput, PutRecordsInput, PutRecordsOutput } from "../../src/index.ts";

/** 2026-11-23T12:00:00Z, the beginning of a second. */
export const START_MS = Date.UTC(2026, 10, 23, 12);

/** A call whose answer is lost after it took effect. */
const LOST = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

type Entry = NonNullable<PutRecordsInput["Records"]>[number];

/** The Kinesis emulator as a client, on a virtual clock. Its stream is `votes`. */
export class EmulatedKinesis implements KinesisWriter {
	readonly clock = new VirtualClock(START_MS - 1_000);
	/** The partition keys of each call. */
	readonly calls: string[][] = [];
	/** How often each partition key was in a call whose answer was lost. */
	readonly lost = new Map<string, number>();
	/** What the service itself refused, by shard. */
	readonly refused = new Map<string, number>();
	readonly #emulator: KinesisEmulator;
	readonly #isLost: (call: number) => boolean;

	constructor({ isLost = () => false, shardCount = 1 }: { isLost?: (call: number) => boolean; shardCount?: number } = {}) {
		this.#isLost = isLost;
		this.#emulator = new KinesisEmulator({
			clock: this.clock,
			region: "us-east-1",
			accountId: "123456789012",
			metrics: { putMetric: () => undefined },
			onEvent: (event) => {
				if (event.kind === "write-throttled") this.refused.set(event.shardId, (this.refused.get(event.shardId) ?? 0) + event.records);
			},
			settings: { createStreamMs: 1_000 },
		});
		this.#emulator.handle("CreateStream", { StreamName: "votes", ShardCount: shardCount });
		this.clock.advanceTo(START_MS);
	}

	async putRecord(input: PutRecordInput): Promise<PutRecordOutput> {
		return this.#call("PutRecord", { ...input, Data: base64(input.Data) }, [input]) as PutRecordOutput;
	}

	async putRecords(input: PutRecordsInput): Promise<PutRecordsOutput> {
		const records = input.Records ?? [];
		const Records = records.map((record) => ({ ...record, Data: base64(record.Data) }));
		return this.#call("PutRecords", { ...input, Records }, records) as PutRecordsOutput;
	}

	/** How often each partition key is stored. */
	stored(): Map<string, number> {
		const stored = new Map<string, number>();
		const { Shards } = this.#emulator.handle("ListShards", { StreamName: "votes" }) as { Shards: { ShardId: string }[] };
		for (const { ShardId } of Shards) {
			const from = { StreamName: "votes", ShardId, ShardIteratorType: "TRIM_HORIZON" };
			let { ShardIterator } = this.#emulator.handle("GetShardIterator", from) as { ShardIterator: string };
			for (let page = 0; page < 20; page++) {
				this.clock.advanceBy(1_000);
				const { NextShardIterator, Records } = this.#emulator.handle("GetRecords", { ShardIterator }) as {
					NextShardIterator: string;
					Records: { PartitionKey: string }[];
				};
				if (Records.length === 0) break;
				for (const { PartitionKey } of Records) stored.set(PartitionKey, (stored.get(PartitionKey) ?? 0) + 1);
				ShardIterator = NextShardIterator;
			}
		}
		return stored;
	}

	#call(operation: string, input: object, records: readonly Pick<Entry, "PartitionKey">[]): object {
		const keys = records.map(({ PartitionKey }) => PartitionKey ?? "");
		this.calls.push(keys);
		const answer = this.#handle(operation, input);
		if (!this.#isLost(this.calls.length - 1)) return answer;
		for (const key of keys) this.lost.set(key, (this.lost.get(key) ?? 0) + 1);
		throw LOST;
	}

	#handle(operation: string, input: object): object {
		try {
			return this.#emulator.handle(operation, input) as object;
		} catch (error) {
			// As a client names it.
			if (error instanceof ServiceError) throw Object.assign(new Error(error.message), { name: error.code });
			throw error;
		}
	}
}

function base64(data: Uint8Array | undefined): string {
	return Buffer.from(data ?? []).toString("base64");
}

import type { Operate } from "../../../src/endpoint/handle.ts";

/** What is offered at one moment, whether or not the stream takes it. */
export interface OfferedLoad {
	/** Spread evenly over the hash-key space. */
	readonly recordsPerSecond: number;
	/** On top, all with one partition key. */
	readonly hotKeyRecordsPerSecond?: number;
	/** 100 where absent. */
	readonly recordBytes?: number;
}

export interface WriterOptions {
	readonly kinesis: Operate;
	readonly streamName: string;
	/** As many records as one that is put stands for. */
	readonly recordWeight: number;
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html "up to 500 records" (read 2026-11-23) */
const PUT_RECORDS_MAX_RECORDS = 500;
const DEFAULT_RECORD_BYTES = 100;
const HOT_PARTITION_KEY = "the-one-poll-that-everybody-votes-in";

/** Its multiples, modulo 1, fill [0, 1) more evenly than chance: few records then lie as evenly on the shards as the many they stand for. */
const GOLDEN_RATIO = 0.618_033_988_749_894_9;
const HASH_KEY_BITS = 128n;
const FRACTION_BITS = 53n;

/** An open loop: it offers what it is told to and never waits for the stream, nor tries a refused record again. */
export class Writer {
	readonly #options: WriterOptions;
	#owedRecords = 0;
	#owedHotRecords = 0;
	#nextKey = 0;

	constructor(options: WriterOptions) {
		this.#options = options;
	}

	/** Put what falls due in a stretch of `durationMs` that is offered `load`, now. */
	write({ recordsPerSecond, hotKeyRecordsPerSecond = 0, recordBytes = DEFAULT_RECORD_BYTES }: OfferedLoad, durationMs: number): void {
		const { recordWeight } = this.#options;
		this.#owedRecords += (recordsPerSecond * durationMs) / 1000 / recordWeight;
		this.#owedHotRecords += (hotKeyRecordsPerSecond * durationMs) / 1000 / recordWeight;
		const data = Buffer.alloc(recordBytes, "vote").toString("base64");
		const records: object[] = [];
		for (; this.#owedRecords >= 1; this.#owedRecords -= 1) records.push({ Data: data, ...this.#evenKey() });
		for (; this.#owedHotRecords >= 1; this.#owedHotRecords -= 1) records.push({ Data: data, PartitionKey: HOT_PARTITION_KEY });
		for (let start = 0; start < records.length; start += PUT_RECORDS_MAX_RECORDS) {
			this.#options.kinesis("PutRecords", {
				StreamName: this.#options.streamName,
				Records: records.slice(start, start + PUT_RECORDS_MAX_RECORDS),
			});
		}
	}

	/** Single records fall where their unique key's MD5 says, as in life; a heavy one stands for many and is placed evenly. */
	#evenKey(): object {
		const key = this.#nextKey++;
		const PartitionKey = `voter-${key}`;
		if (this.#options.recordWeight === 1) return { PartitionKey };
		const fraction = (key * GOLDEN_RATIO) % 1;
		const hashKey = BigInt(Math.floor(fraction * 2 ** Number(FRACTION_BITS))) << (HASH_KEY_BITS - FRACTION_BITS);
		return { PartitionKey, ExplicitHashKey: hashKey.toString() };
	}
}

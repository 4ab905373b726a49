import { ServiceError } from "@headroom/emulators";
import type { Operate } from "../../../endpoint/handle.ts";
import type { InvocationOutcome } from "../runtime/function-host.ts";
import { deliverBatch, type KinesisRecord, type KinesisRetrySettings } from "./kinesis-batch-delivery.ts";
import { Waiting } from "./waiting.ts";

/**
 * Lambda polls each shard at a base rate of once a second.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html read 2026-11-23
 */
const POLL_INTERVAL_MS = 1000;

/** Five reads a second and shard. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-23 */
const LEAST_INTERVAL_MS = 200;

/**
 * GetRecords answers at most this many.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html read 2026-11-23
 */
const RECORDS_PER_READ = 10_000;

/**
 * An invocation's payload, with room for what surrounds the data.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-23
 */
const BATCH_DATA_CHARACTERS = 5 * 1024 * 1024;

export interface KinesisEventSourceSettings extends KinesisRetrySettings {
	readonly batchSize: number;
	readonly maximumBatchingWindowInSeconds: number;
	readonly startingPosition: "LATEST" | "TRIM_HORIZON";
}

export interface KinesisEventSourceOptions {
	readonly kinesis: Operate;
	readonly streamName: string;
	readonly streamArn: string;
	readonly region: string;
	readonly roleArn: string;
	readonly settings: KinesisEventSourceSettings;
	readonly invoke: (eventJson: string) => Promise<InvocationOutcome>;
	/** Whether the mapping may read. After a pause it goes on from where it was. */
	readonly isEnabled: () => boolean;
	/** Age of the newest record of a batch at its delivery: Lambda's IteratorAge. */
	readonly onIteratorAge: (ageMs: number) => void;
	readonly onDiscarded: (shardId: string, records: readonly KinesisRecord[], reason: string) => void;
	readonly onInternalError: (error: unknown) => void;
}

interface Shard {
	readonly ShardId: string;
	readonly ParentShardId?: string;
	readonly AdjacentParentShardId?: string;
}

/**
 * Lambda's event source mapping of a Kinesis stream: one reader for each shard (parallelization factor 1), parents to their end
 * before their children, so that the records of one partition key stay in order across a reshard.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export class KinesisEventSource {
	readonly #options: KinesisEventSourceOptions;
	readonly #waiting = new Waiting();
	readonly #readers = new Map<string, Promise<void>>();
	readonly #finished = new Set<string>();
	#coordinator: Promise<void> | undefined;

	constructor(options: KinesisEventSourceOptions) {
		this.#options = options;
	}

	start(): void {
		this.#coordinator ??= this.#coordinate();
	}

	/** Waits for the batch under way. */
	async stop(): Promise<void> {
		this.#waiting.stop();
		await this.#coordinator;
		await Promise.all(this.#readers.values());
	}

	async #coordinate(): Promise<void> {
		while (!this.#waiting.isStopped) {
			this.#startReaders();
			await this.#waiting.wait(POLL_INTERVAL_MS);
		}
	}

	#startReaders(): void {
		const shards = this.#attempt(() => this.#listShards());
		if (shards === undefined) return;
		const known = new Set(shards.map((shard) => shard.ShardId));
		for (const shard of shards) {
			if (this.#readers.has(shard.ShardId)) continue;
			const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((parent) => parent !== undefined && known.has(parent));
			if (parents.some((parent) => parent !== undefined && !this.#finished.has(parent))) continue;
			const reader = this.#read(shard.ShardId, parents.length > 0).catch(this.#options.onInternalError);
			this.#readers.set(shard.ShardId, reader);
		}
	}

	#listShards(): Shard[] {
		const shards: Shard[] = [];
		let input: object = { StreamName: this.#options.streamName };
		for (;;) {
			const page = this.#options.kinesis("ListShards", input) as { Shards: Shard[]; NextToken?: string };
			shards.push(...page.Shards);
			if (page.NextToken === undefined) return shards;
			input = { NextToken: page.NextToken };
		}
	}

	async #read(shardId: string, isChild: boolean): Promise<void> {
		const position = new ShardPosition(this.#options, shardId, isChild);
		const buffer: KinesisRecord[] = [];
		let batchOpenedAtMs = 0;
		let hasEnded = false;
		while (!this.#waiting.isStopped) {
			let isBehind = false;
			const readAtMs = Date.now();
			if (this.#options.isEnabled() && !hasEnded && buffer.length < this.#options.settings.batchSize) {
				const read = this.#attempt(() => position.read());
				if (read !== undefined) {
					if (buffer.length === 0) batchOpenedAtMs = readAtMs;
					buffer.push(...read.records);
					hasEnded = read.hasEnded;
					isBehind = read.isBehind;
				}
			}
			const windowMs = this.#options.settings.maximumBatchingWindowInSeconds * 1000;
			while (buffer.length > 0 && !this.#waiting.isStopped) {
				const isWindowOpen = !hasEnded && buffer.length < this.#options.settings.batchSize && Date.now() - batchOpenedAtMs < windowMs;
				if (isWindowOpen) break;
				const batch = buffer.splice(0, batchLength(buffer, this.#options.settings.batchSize));
				if (!(await this.#deliver(shardId, batch))) return;
			}
			if (hasEnded && buffer.length === 0) {
				this.#finished.add(shardId);
				this.#startReaders();
				return;
			}
			const sinceReadMs = Date.now() - readAtMs;
			await this.#waiting.wait(Math.max(0, (isBehind ? LEAST_INTERVAL_MS : POLL_INTERVAL_MS) - sinceReadMs));
		}
	}

	#deliver(shardId: string, batch: readonly KinesisRecord[]): Promise<boolean> {
		const { onDiscarded, onIteratorAge, settings } = this.#options;
		const newest = batch.at(-1);
		if (newest !== undefined) onIteratorAge(Math.max(0, Date.now() - newest.ApproximateArrivalTimestamp * 1000));
		return deliverBatch(
			{
				settings,
				invoke: (records) => this.#options.invoke(JSON.stringify({ Records: records.map((record) => this.#eventRecord(shardId, record)) })),
				onDiscarded: (records, reason) => onDiscarded(shardId, records, reason),
				waiting: this.#waiting,
				nowMs: Date.now,
			},
			batch,
		);
	}

	/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#services-kinesis-event-example */
	#eventRecord(shardId: string, record: KinesisRecord): object {
		return {
			kinesis: {
				kinesisSchemaVersion: "1.0",
				partitionKey: record.PartitionKey,
				sequenceNumber: record.SequenceNumber,
				data: record.Data,
				approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
			},
			eventSource: "aws:kinesis",
			eventVersion: "1.0",
			eventID: `${shardId}:${record.SequenceNumber}`,
			eventName: "aws:kinesis:record",
			invokeIdentityArn: this.#options.roleArn,
			awsRegion: this.#options.region,
			eventSourceARN: this.#options.streamArn,
		};
	}

	/** After a refusal of the service (a throttled read, a stream that does not exist yet), the next turn tries again. */
	#attempt<Value>(call: () => Value): Value | undefined {
		try {
			return call();
		} catch (error) {
			if (!(error instanceof ServiceError)) this.#options.onInternalError(error);
			return undefined;
		}
	}
}

/** The position of the next read in one shard. */
class ShardPosition {
	readonly #options: KinesisEventSourceOptions;
	readonly #shardId: string;
	readonly #isChild: boolean;
	#iterator: string | undefined;
	#lastSequenceNumber: string | undefined;

	constructor(options: KinesisEventSourceOptions, shardId: string, isChild: boolean) {
		this.#options = options;
		this.#shardId = shardId;
		this.#isChild = isChild;
	}

	/** @throws ServiceError the errors of GetRecords, such as a throttled read */
	read(): { readonly records: readonly KinesisRecord[]; readonly isBehind: boolean; readonly hasEnded: boolean } {
		this.#iterator ??= this.#getIterator();
		let answer: { Records: KinesisRecord[]; NextShardIterator?: string; MillisBehindLatest: number };
		try {
			answer = this.#options.kinesis("GetRecords", { ShardIterator: this.#iterator, Limit: RECORDS_PER_READ }) as typeof answer;
		} catch (error) {
			// After five minutes an iterator expires; the position does not.
			if (error instanceof ServiceError && error.code === "ExpiredIteratorException") this.#iterator = undefined;
			throw error;
		}
		this.#iterator = answer.NextShardIterator;
		this.#lastSequenceNumber = answer.Records.at(-1)?.SequenceNumber ?? this.#lastSequenceNumber;
		return {
			records: answer.Records,
			isBehind: answer.MillisBehindLatest > 0,
			hasEnded: answer.NextShardIterator === undefined,
		};
	}

	#getIterator(): string {
		const { settings, streamName } = this.#options;
		const start =
			this.#lastSequenceNumber === undefined
				? // A child is read from its beginning, independent of the mapping's start: its parent was read to the end.
					{ ShardIteratorType: this.#isChild ? "TRIM_HORIZON" : settings.startingPosition }
				: { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: this.#lastSequenceNumber };
		const answer = this.#options.kinesis("GetShardIterator", { StreamName: streamName, ShardId: this.#shardId, ...start });
		return (answer as { ShardIterator: string }).ShardIterator;
	}
}

function batchLength(buffer: readonly KinesisRecord[], batchSize: number): number {
	let characters = 0;
	let length = 0;
	for (const record of buffer) {
		characters += record.Data.length;
		if (length > 0 && (length >= batchSize || characters > BATCH_DATA_CHARACTERS)) break;
		length += 1;
	}
	return length;
}

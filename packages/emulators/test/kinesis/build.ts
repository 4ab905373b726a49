import { KinesisEmulator, type KinesisEvent, type KinesisSettings, type MetricDatum, ServiceError, VirtualClock } from "../../src/index.ts";

/** 2026-11-23T12:00:00Z, the beginning of a minute. */
export const START_MS = Date.UTC(2026, 10, 23, 12);
export const ACCOUNT_ID = "123456789012";
export const STREAM_ARN = `arn:aws:kinesis:us-east-1:${ACCOUNT_ID}:stream/votes`;

const EVERY_CALL_RATE_REFILLS_MS = 1_000;

/** A refusal as a client sees it. */
export interface Refusal {
	readonly code: string;
	readonly message: string;
}

interface WorldOptions {
	/** Of the stream `votes`; 0 for no stream. */
	readonly shardCount?: number;
	readonly settings?: Partial<KinesisSettings>;
	readonly accountId?: string;
}

/** An emulator on a virtual clock with one ACTIVE stream, `votes`, created at START_MS. */
export class World {
	readonly clock = new VirtualClock(START_MS - EVERY_CALL_RATE_REFILLS_MS);
	readonly events: KinesisEvent[] = [];
	readonly data: MetricDatum[] = [];
	readonly emulator: KinesisEmulator;

	constructor({ shardCount = 1, settings = {}, accountId = ACCOUNT_ID }: WorldOptions = {}) {
		if (!Number.isInteger(shardCount) || shardCount < 0) throw new Error(`A test's world has whole shards, not ${shardCount}.`);
		this.emulator = new KinesisEmulator({
			clock: this.clock,
			region: "us-east-1",
			accountId,
			metrics: { putMetric: (datum) => this.data.push(datum) },
			onEvent: (event) => this.events.push(event),
			settings: { createStreamMs: EVERY_CALL_RATE_REFILLS_MS, ...settings },
		});
		if (shardCount > 0) this.call("CreateStream", { StreamName: "votes", ShardCount: shardCount });
		this.clock.advanceTo(START_MS);
		// ListStreams: the rates of the calls that tests count stay untouched.
		const { StreamSummaries } = this.call<{ readonly StreamSummaries: readonly { readonly StreamStatus: string }[] }>("ListStreams", {});
		if (shardCount > 0 && StreamSummaries[0]?.StreamStatus !== "ACTIVE") throw new Error("A test's world begins with an ACTIVE stream.");
		this.events.length = 0;
	}

	call<T extends object = Record<string, unknown>>(operation: string, input: unknown): T {
		return this.emulator.handle(operation, input) as T;
	}

	/** The refusal of a call that must be refused. */
	refusal(operation: string, input: unknown): Refusal {
		try {
			this.emulator.handle(operation, input);
		} catch (error) {
			if (error instanceof ServiceError) return { code: error.code, message: error.message };
			throw error;
		}
		throw new Error(`${operation} was expected to be refused and was not.`);
	}

	put(partitionKey: string, text = "v"): { readonly ShardId: string; readonly SequenceNumber: string } {
		return this.call("PutRecord", { StreamName: "votes", PartitionKey: partitionKey, Data: base64(text) });
	}

	/** How many of `count` puts of `bytes` each pass now. */
	putMany(count: number, { bytes = 1, partitionKey = "k" }: { readonly bytes?: number; readonly partitionKey?: string } = {}): number {
		const Data = Buffer.alloc(bytes - Buffer.byteLength(partitionKey), "v").toString("base64");
		let accepted = 0;
		for (let index = 0; index < count; index++) {
			try {
				this.call("PutRecord", { StreamName: "votes", PartitionKey: partitionKey, Data });
				accepted += 1;
			} catch (error) {
				if (!(error instanceof ServiceError) || error.code !== "ProvisionedThroughputExceededException") throw error;
			}
		}
		return accepted;
	}

	scaleTo(TargetShardCount: number): Record<string, unknown> {
		return this.call("UpdateShardCount", { StreamName: "votes", TargetShardCount, ScalingType: "UNIFORM_SCALING" });
	}

	/** Scales and waits until the stream is ACTIVE; the longest reshard takes the maximum of the settings. */
	scaleAndSettle(targetShardCount: number): void {
		this.scaleTo(targetShardCount);
		this.clock.advanceBy(300_000);
	}

	summary(): { readonly StreamStatus: string; readonly OpenShardCount: number } {
		const answer = this.call<{ readonly StreamDescriptionSummary: { readonly StreamStatus: string; readonly OpenShardCount: number } }>(
			"DescribeStreamSummary",
			{ StreamName: "votes" },
		);
		return answer.StreamDescriptionSummary;
	}

	shards(filterType = "FROM_TRIM_HORIZON"): readonly WireShard[] {
		return this.call<{ readonly Shards: readonly WireShard[] }>("ListShards", { StreamName: "votes", ShardFilter: { Type: filterType } })
			.Shards;
	}

	iterator(shardId: string, type: Record<string, unknown> = { ShardIteratorType: "TRIM_HORIZON" }): string {
		return this.call<{ readonly ShardIterator: string }>("GetShardIterator", { StreamName: "votes", ShardId: shardId, ...type })
			.ShardIterator;
	}

	read(shardIterator: string, limit?: number): ReadAnswer {
		return this.call("GetRecords", { ShardIterator: shardIterator, ...(limit === undefined ? {} : { Limit: limit }) });
	}
}

export interface WireShard {
	readonly ShardId: string;
	readonly ParentShardId?: string;
	readonly AdjacentParentShardId?: string;
	readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
	readonly SequenceNumberRange: { readonly StartingSequenceNumber: string; readonly EndingSequenceNumber?: string };
}

export interface ReadAnswer {
	readonly Records: readonly {
		readonly SequenceNumber: string;
		readonly ApproximateArrivalTimestamp: number;
		readonly Data: string;
		readonly PartitionKey: string;
	}[];
	/** Absent at the end of a closed shard. */
	readonly NextShardIterator?: string;
	readonly MillisBehindLatest: number;
	readonly ChildShards?: readonly { readonly ShardId: string; readonly ParentShards: readonly string[] }[];
}

export function base64(text: string): string {
	return Buffer.from(text, "utf8").toString("base64");
}

import type { EmulatorClock } from "../clock.ts";
import type { MetricSink } from "../metric-datum.ts";
import { ServiceError } from "../service-error.ts";
import { KinesisAccount } from "./account.ts";
import { deregisterStreamConsumer, describeStreamConsumer, listStreamConsumers, registerStreamConsumer } from "./consumer-operations.ts";
import { describeLimits, describeStream, describeStreamSummary, listStreams } from "./describe-operations.ts";
import { startStreamEncryption, stopStreamEncryption } from "./encryption-operations.ts";
import type { KinesisEvent, OpenShardRange } from "./events.ts";
import { getRecords, getShardIterator } from "./get-operations.ts";
import { listShards } from "./list-shards.ts";
import { disableEnhancedMonitoring, enableEnhancedMonitoring } from "./monitoring-operations.ts";
import { putRecord, putRecords } from "./put-operations.ts";
import { completeSettings, type KinesisSettings } from "./settings.ts";
import { mergeShards, splitShard, updateShardCount } from "./shard-operations.ts";
import { type SubscriptionListener, subscribeToShard } from "./shard-subscription.ts";
import {
	createStream,
	decreaseStreamRetentionPeriod,
	deleteStream,
	increaseStreamRetentionPeriod,
	updateStreamMode,
} from "./stream-operations.ts";
import { addTagsToStream, listTagsForStream, removeTagsFromStream } from "./tag-operations.ts";

const OPERATIONS: ReadonlyMap<string, (account: KinesisAccount, input: unknown) => object> = new Map([
	["AddTagsToStream", addTagsToStream],
	["CreateStream", createStream],
	["DecreaseStreamRetentionPeriod", decreaseStreamRetentionPeriod],
	["DeleteStream", deleteStream],
	["DeregisterStreamConsumer", deregisterStreamConsumer],
	["DescribeLimits", describeLimits],
	["DescribeStream", describeStream],
	["DescribeStreamConsumer", describeStreamConsumer],
	["DescribeStreamSummary", describeStreamSummary],
	["DisableEnhancedMonitoring", disableEnhancedMonitoring],
	["EnableEnhancedMonitoring", enableEnhancedMonitoring],
	["GetRecords", getRecords],
	["GetShardIterator", getShardIterator],
	["IncreaseStreamRetentionPeriod", increaseStreamRetentionPeriod],
	["ListShards", listShards],
	["ListStreamConsumers", listStreamConsumers],
	["ListStreams", listStreams],
	["ListTagsForStream", listTagsForStream],
	["MergeShards", mergeShards],
	["PutRecord", putRecord],
	["PutRecords", putRecords],
	["RegisterStreamConsumer", registerStreamConsumer],
	["RemoveTagsFromStream", removeTagsFromStream],
	["SplitShard", splitShard],
	["StartStreamEncryption", startStreamEncryption],
	["StopStreamEncryption", stopStreamEncryption],
	["UpdateShardCount", updateShardCount],
	["UpdateStreamMode", updateStreamMode],
]);

/** In AWS's spelling, in the order of the alphabet. */
export const KINESIS_OPERATIONS: readonly string[] = [...OPERATIONS.keys(), "SubscribeToShard"].sort();

export interface KinesisEmulatorOptions {
	readonly clock: EmulatorClock;
	readonly region: string;
	/** Twelve digits. */
	readonly accountId: string;
	/** Where the service's metrics go; without one none are gathered. */
	readonly metrics?: MetricSink;
	readonly onEvent?: (event: KinesisEvent) => void;
	/** Told the open shards, in the order of their ranges, each time they change: at the start and at every round of a reshard. */
	readonly onShardsChanged?: (streamName: string, openShards: readonly OpenShardRange[]) => void;
	readonly settings?: Partial<KinesisSettings>;
}

/**
 * A model of Kinesis Data Streams that enforces the documented limits on any clock. What is documented, assumed and left out is said in
 * docs/emulator-kinesis.md.
 *
 * @throws RangeError for settings that the model cannot use
 */
export class KinesisEmulator {
	readonly #account: KinesisAccount;

	constructor(options: KinesisEmulatorOptions) {
		this.#account = new KinesisAccount({
			clock: options.clock,
			region: options.region,
			accountId: options.accountId,
			settings: completeSettings(options.settings ?? {}),
			metrics: options.metrics,
			onEvent: options.onEvent,
			onShardsChanged: options.onShardsChanged,
		});
	}

	/**
	 * One request. Input and output are the AWS JSON 1.1 wire shapes: blobs in base64, timestamps in epoch seconds.
	 *
	 * @param operation as in the target header, without `Kinesis_20131202.`
	 * @param input what JSON.parse made of the body; anything is taken, and refused as the service would
	 * @throws ServiceError
	 */
	handle(operation: string, input: unknown): object {
		const handler = OPERATIONS.get(operation);
		if (handler === undefined) {
			throw new ServiceError(
				"UnknownOperationException",
				`Of Kinesis, ${operation.slice(0, 128)} is not served here. Served are ${KINESIS_OPERATIONS.join(", ")}.`,
			);
		}
		this.#account.takeCall(operation, input);
		return handler(this.#account, input);
	}

	/**
	 * The one operation whose answer is a stream of events.
	 *
	 * @returns ends the subscription
	 * @throws ServiceError
	 */
	subscribeToShard(input: unknown, listener: SubscriptionListener): () => void {
		return subscribeToShard(this.#account, input, listener);
	}

	/** Cancels what is scheduled: no stream changes any more. */
	close(): void {
		this.#account.close();
	}
}

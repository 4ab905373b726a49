import { enumeration, optional, required, structure } from "../request-reader.ts";
import type { ServiceError } from "../service-error.ts";
import type { KinesisAccount } from "./account.ts";
import type { Consumer, RunningSubscription } from "./consumer.ts";
import { requireConsumer } from "./consumer-operations.ts";
import { limitExceeded, resourceInUse, shardNotFound } from "./errors.ts";
import { readShard, startingOrdinal } from "./get-operations.ts";
import {
	GET_RECORDS_MAX_RECORDS,
	READ_BYTES_PER_SECOND_PER_SHARD,
	SUBSCRIBE_CALLS_PER_SECOND_PER_SHARD,
	SUBSCRIPTION_LIFETIME_MS,
	SUBSCRIPTION_TAKEOVER_MS,
} from "./limits.ts";
import type { ConsumerMetricName } from "./minute-metrics.ts";
import { consumerArn, parseInput, sequenceNumber, shardId, timestamp } from "./request.ts";
import { resolveShardId, type Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import { TokenBucket } from "./token-bucket.ts";

const subscribeInput = structure({
	ConsumerARN: required(consumerArn),
	ShardId: required(shardId),
	StartingPosition: required(
		structure({
			Type: required(enumeration(["AFTER_SEQUENCE_NUMBER", "AT_SEQUENCE_NUMBER", "AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"])),
			SequenceNumber: optional(sequenceNumber),
			Timestamp: optional(timestamp),
		}),
	),
});

/** How often a subscription looks for records. The service pushes them within about 70 ms. */
const LOOK_EVERY_MS = 50;

/** Without records an event comes all the same, with the progress: every five seconds, as users have seen. */
const EMPTY_EVENT_AFTER_MS = 5_000;

export interface SubscriptionListener {
	/** A SubscribeToShardEvent in AWS JSON's wire form. */
	readonly onEvent: (event: object) => void;
	/** After the last event; with the exception of a subscription that another has taken over. */
	readonly onEnd: (error?: ServiceError) => void;
}

/**
 * A subscription with enhanced fan-out: pushes what a shard holds and what comes, for five minutes, at up to 2 MiB a second of its own.
 *
 * @returns ends it, without a call of `onEnd`
 * @throws ServiceError
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html read 2026-11-27
 */
export function subscribeToShard(account: KinesisAccount, input: unknown, listener: SubscriptionListener): () => void {
	const request = parseInput(subscribeInput, input);
	const { consumer, stream } = requireConsumer(account, request.ConsumerARN);
	const nowMs = account.nowMs();
	stream.dropExpiredShards(nowMs);
	const id = resolveShardId(request.ShardId);
	const shard = stream.listedShards.find((listed) => listed.shardId === id);
	if (shard === undefined) throw shardNotFound(id ?? request.ShardId, stream.streamName, account.accountId);
	if (!account.takeCallOf(`SubscribeToShard ${consumer.consumerArn} ${shard.shardId}`, SUBSCRIBE_CALLS_PER_SECOND_PER_SHARD)) {
		throw limitExceeded(`Rate exceeded for shard ${shard.shardId} and consumer ${consumer.consumerArn}.`);
	}
	if (consumer.status !== "ACTIVE") {
		throw resourceInUse(`Consumer ${consumer.consumerArn} is not ACTIVE, instead in state ${consumer.status}`);
	}
	const { SequenceNumber, Timestamp, Type } = request.StartingPosition;
	const position = { ShardIteratorType: Type, StartingSequenceNumber: SequenceNumber, Timestamp };
	const fromOrdinal = startingOrdinal(account, stream, shard, position, nowMs, "SubscribeToShard");
	const running = consumer.subscriptions.get(shard.shardId);
	if (running !== undefined) {
		if (nowMs - running.startedAtMs < SUBSCRIPTION_TAKEOVER_MS) {
			throw resourceInUse(`Another active subscription exists for this consumer: ${consumer.consumerArn}, shard: ${shard.shardId}.`);
		}
		running.end("taken-over");
	}
	return new ShardSubscription({ account, consumer, stream, shard, fromOrdinal, listener }).start();
}

interface SubscriptionOptions {
	readonly account: KinesisAccount;
	readonly consumer: Consumer;
	readonly stream: Stream;
	readonly shard: Shard;
	readonly fromOrdinal: number;
	readonly listener: SubscriptionListener;
}

class ShardSubscription implements RunningSubscription {
	readonly startedAtMs: number;
	readonly #options: SubscriptionOptions;
	readonly #bytes: TokenBucket;
	#nextOrdinal: number;
	#lastEventAtMs = Number.NEGATIVE_INFINITY;
	#cancel = () => {};

	constructor(options: SubscriptionOptions) {
		this.#options = options;
		this.#nextOrdinal = options.fromOrdinal;
		this.startedAtMs = options.account.nowMs();
		this.#bytes = new TokenBucket(READ_BYTES_PER_SECOND_PER_SHARD, READ_BYTES_PER_SECOND_PER_SHARD, this.startedAtMs);
	}

	start(): () => void {
		const { consumer, shard } = this.#options;
		consumer.subscriptions.set(shard.shardId, this);
		this.#schedule(this.startedAtMs);
		return () => this.#stop();
	}

	end(reason: "gone" | "taken-over"): void {
		const { consumer, listener, shard } = this.#options;
		this.#stop();
		listener.onEnd(
			reason === "gone"
				? undefined
				: resourceInUse(`Another subscription has taken over consumer ${consumer.consumerArn}, shard: ${shard.shardId}.`),
		);
	}

	#schedule(atMs: number): void {
		this.#cancel = this.#options.account.schedule(atMs, () => this.#look());
	}

	#look(): void {
		const { account, shard, stream } = this.#options;
		const nowMs = account.nowMs();
		if (nowMs - this.startedAtMs >= SUBSCRIPTION_LIFETIME_MS || !account.streams.has(stream.streamName)) {
			this.end("gone");
			return;
		}
		if (this.#bytes.isOutOfDebt(nowMs)) {
			const read = readShard(stream, shard, this.#nextOrdinal, GET_RECORDS_MAX_RECORDS, READ_BYTES_PER_SECOND_PER_SHARD, nowMs);
			const isDue = nowMs - this.#lastEventAtMs >= EMPTY_EVENT_AFTER_MS;
			if (read.records.length > 0 || read.childShards !== undefined || isDue) {
				this.#bytes.take(read.byteLength);
				this.#nextOrdinal = read.nextOrdinal;
				this.#lastEventAtMs = nowMs;
				this.#measure(read, nowMs);
				this.#push(read, nowMs);
			}
			if (read.childShards !== undefined) {
				this.end("gone");
				return;
			}
		}
		this.#schedule(nowMs + LOOK_EVERY_MS);
	}

	#measure({ byteLength, millisBehindLatest, records }: ReturnType<typeof readShard>, nowMs: number): void {
		const { account, consumer, stream } = this.#options;
		const measure = (name: ConsumerMetricName, value: number) => account.measureConsumer(stream, consumer.consumerName, name, value, nowMs);
		measure("SubscribeToShardEvent.Bytes", byteLength);
		measure("SubscribeToShardEvent.MillisBehindLatest", millisBehindLatest);
		measure("SubscribeToShardEvent.Records", records.length);
		measure("SubscribeToShardEvent.Success", 1);
	}

	/** The end of a closed shard has no continuation: a consumer goes on with the children. */
	#push({ childShards, millisBehindLatest, nextOrdinal, records }: ReturnType<typeof readShard>, nowMs: number): void {
		const { listener, shard, stream } = this.#options;
		const continuation = Math.max(shard.startingOrdinal, nextOrdinal - 1);
		listener.onEvent({
			Records: records,
			MillisBehindLatest: millisBehindLatest,
			...(childShards === undefined
				? { ContinuationSequenceNumber: stream.sequenceNumbers.format(continuation, nowMs, shard.shardIndex) }
				: { ChildShards: childShards }),
		});
	}

	#stop(): void {
		const { consumer, shard } = this.#options;
		this.#cancel();
		if (consumer.subscriptions.get(shard.shardId) === this) consumer.subscriptions.delete(shard.shardId);
	}
}

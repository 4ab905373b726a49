import type { EmulatorClock } from "../clock.ts";
import type { MetricSink } from "../metric-datum.ts";
import { invalidArgument, limitExceeded, streamNotFound, streamRateExceeded } from "./errors.ts";
import type { KinesisEvent, OpenShardRange } from "./events.ts";
import { ACCOUNT_CALLS_PER_SECOND } from "./limits.ts";
import { type ConsumerMetricName, MinuteMetrics, type ShardMetricName, type StreamMetricName } from "./minute-metrics.ts";
import type { KinesisSettings } from "./settings.ts";
import type { Stream } from "./stream.ts";
import { TokenBucket } from "./token-bucket.ts";

interface AccountOptions {
	readonly clock: EmulatorClock;
	readonly region: string;
	readonly accountId: string;
	readonly settings: KinesisSettings;
	readonly metrics: MetricSink | undefined;
	readonly onEvent: ((event: KinesisEvent) => void) | undefined;
	readonly onShardsChanged: ((streamName: string, openShards: readonly OpenShardRange[]) => void) | undefined;
}

/** The streams of one account in one Region, and the parts that all operations share: time, call rates, metrics, events. */
export class KinesisAccount {
	readonly region: string;
	readonly accountId: string;
	readonly settings: KinesisSettings;
	readonly streams = new Map<string, Stream>();
	readonly #clock: EmulatorClock;
	readonly #sink: MetricSink | undefined;
	readonly #onEvent: ((event: KinesisEvent) => void) | undefined;
	readonly #onShardsChanged: AccountOptions["onShardsChanged"];
	readonly #callRates = new Map<string, TokenBucket>();
	readonly #metrics = new Map<string, MinuteMetrics>();
	readonly #cancels = new Set<() => void>();

	constructor(options: AccountOptions) {
		this.#clock = options.clock;
		this.region = options.region;
		this.accountId = options.accountId;
		this.settings = options.settings;
		this.#sink = options.metrics;
		this.#onEvent = options.onEvent;
		this.#onShardsChanged = options.onShardsChanged;
	}

	nowMs(): number {
		return this.#clock.nowMs();
	}

	schedule(atMs: number, task: () => void): () => void {
		const cancelOnClock = this.#clock.schedule(atMs, () => {
			this.#cancels.delete(cancel);
			task();
		});
		const cancel = () => {
			this.#cancels.delete(cancel);
			cancelOnClock();
		};
		this.#cancels.add(cancel);
		return cancel;
	}

	close(): void {
		for (const cancel of [...this.#cancels]) cancel();
	}

	emit(event: KinesisEvent): void {
		this.#onEvent?.(event);
	}

	shardsChanged({ streamName, open }: Stream): void {
		this.#onShardsChanged?.(
			streamName,
			open.shards.map(({ shardId, startingHashKey }) => ({ shardId, startingHashKey })),
		);
	}

	streamArn(streamName: string): string {
		return `arn:aws:kinesis:${this.region}:${this.accountId}:stream/${streamName}`;
	}

	/**
	 * @throws ServiceError InvalidArgumentException if the request names no stream or two different ones, ResourceNotFoundException
	 */
	requireStream(request: { readonly StreamName?: string | undefined; readonly StreamARN?: string | undefined }): Stream {
		const { StreamName: streamName, StreamARN: streamArn } = request;
		if (streamArn === undefined) {
			if (streamName === undefined) throw invalidArgument("Either StreamName or StreamARN must be provided.");
			return this.#requireStreamNamed(streamName);
		}
		const nameInArn = streamNameOfArn(streamArn);
		if (streamName !== undefined && streamName !== nameInArn) {
			throw invalidArgument(`StreamName ${streamName} and StreamARN ${streamArn} do not name the same stream.`);
		}
		const stream = this.#requireStreamNamed(nameInArn);
		if (stream.streamArn !== streamArn) throw streamNotFound(nameInArn, this.accountId);
		return stream;
	}

	/** A stream for reads and writes: any stream that is not CREATING. */
	requireUsableStream(request: { readonly StreamName?: string | undefined; readonly StreamARN?: string | undefined }): Stream {
		const stream = this.requireStream(request);
		if (stream.status === "CREATING") throw streamNotFound(stream.streamName, this.accountId);
		return stream;
	}

	/** @throws ServiceError LimitExceededException if the operation's documented calls a second are used up */
	takeCall(operation: string, input: unknown): void {
		const callsPerSecond = ACCOUNT_CALLS_PER_SECOND[operation];
		if (callsPerSecond === undefined || this.takeCallOf(operation, callsPerSecond)) return;
		const streamName = streamNameIn(input);
		// Terraform's provider tries again on the words "Rate exceeded for stream". Those of a call that names none are not known.
		if (streamName !== undefined) throw streamRateExceeded(streamName, this.accountId);
		throw limitExceeded(`Rate exceeded for ${operation} under account ${this.accountId}.`);
	}

	/** @returns false if `key` has used its calls of this second */
	takeCallOf(key: string, callsPerSecond: number): boolean {
		const nowMs = this.nowMs();
		let bucket = this.#callRates.get(key);
		if (bucket === undefined) {
			bucket = new TokenBucket(callsPerSecond, callsPerSecond, nowMs);
			this.#callRates.set(key, bucket);
		}
		return bucket.tryTake(1, nowMs);
	}

	/** Open shards of provisioned streams, as in DescribeLimits. */
	openShardCount(): number {
		return this.#sumProvisioned((stream) => stream.open.count);
	}

	onDemandStreamCount(): number {
		return [...this.streams.values()].filter((stream) => stream.mode === "ON_DEMAND").length;
	}

	/** The shards that count against the limit. A running reshard counts with the most that it may open. */
	claimedShardCount(): number {
		return this.#sumProvisioned((stream) => Math.max(stream.open.count, stream.reservedShardCount));
	}

	measureStream(stream: Stream, name: StreamMetricName, value: number, nowMs: number): void {
		this.#metricsOf(stream)?.addToStream(name, value, nowMs);
	}

	/** Only with enhanced monitoring. */
	measureShard(stream: Stream, shardId: string, name: ShardMetricName, value: number, nowMs: number): void {
		if (stream.shardLevelMetrics.has(name)) this.#metricsOf(stream)?.addToShard(shardId, name, value, nowMs);
	}

	measureConsumer(stream: Stream, consumerName: string, name: ConsumerMetricName, value: number, nowMs: number): void {
		this.#metricsOf(stream)?.addToConsumer(consumerName, name, value, nowMs);
	}

	#metricsOf(stream: Stream): MinuteMetrics | undefined {
		if (this.#sink === undefined) return undefined;
		let metrics = this.#metrics.get(stream.streamName);
		if (metrics === undefined) {
			metrics = new MinuteMetrics(stream.streamName, this.#sink, this.settings, (atMs, task) => this.schedule(atMs, task));
			this.#metrics.set(stream.streamName, metrics);
		}
		return metrics;
	}

	#requireStreamNamed(streamName: string): Stream {
		const stream = this.streams.get(streamName);
		if (stream === undefined) throw streamNotFound(streamName, this.accountId);
		return stream;
	}

	#sumProvisioned(count: (stream: Stream) => number): number {
		let sum = 0;
		for (const stream of this.streams.values()) if (stream.mode === "PROVISIONED") sum += count(stream);
		return sum;
	}
}

/** The name before a request is read: a rate counts every call. */
function streamNameIn(input: unknown): string | undefined {
	if (typeof input !== "object" || input === null) return undefined;
	const { StreamARN, StreamName } = input as { readonly StreamARN?: unknown; readonly StreamName?: unknown };
	if (typeof StreamName === "string") return StreamName;
	return typeof StreamARN === "string" ? streamNameOfArn(StreamARN) : undefined;
}

/** Also of a consumer's ARN: `…:stream/votes/consumer/reader:1700000000`. */
export function streamNameOfArn(arn: string): string {
	return arn.slice(arn.indexOf(":stream/") + ":stream/".length).split("/consumer/")[0] ?? "";
}

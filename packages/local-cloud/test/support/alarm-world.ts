import {
	type AlarmKind,
	alarmDefinitions,
	alarmName,
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	putMetricAlarmInput,
	STREAM_NAME_DIMENSION,
} from "@headroom/controller";
import { CloudWatchEmulator, type KinesisEmulator, type KinesisSettings, VirtualClock } from "@headroom/emulators";
import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import type { Operate } from "../../src/endpoint/handle.ts";
import { ACCOUNT_ID, REGION } from "../../src/names.ts";
import { EMBEDDED_METRIC_DELAY_MS } from "../../src/services/cloudwatch/log-metrics.ts";
import { readAtTheTip } from "./virtual-loop/caught-up-consumer.ts";
import { logThrottles } from "./virtual-loop/throttle-log.ts";
import { weightedKinesis } from "./virtual-loop/weighted-kinesis.ts";
import { type OfferedLoad, Writer } from "./virtual-loop/writer.ts";

/** A Monday, on a full hour. */
const START_MS = Date.UTC(2026, 10, 23, 12);
const STREAM_NAME = "votes";
const MINUTE_SECONDS = 60;
/** A whole minute, so that second 0 is a minute's beginning. */
const WARM_UP_MS = 60_000;
const RECORD_WEIGHT = 10;

export type AlarmState = "ALARM" | "INSUFFICIENT_DATA" | "OK";

export interface AlarmWorldOptions {
	readonly shardCount?: number;
	readonly policy?: Partial<Policy>;
	readonly retentionHours?: number;
	readonly kinesisSettings?: Partial<KinesisSettings>;
	/** When within its minute each alarm is evaluated; the alarms of ten seconds as much into their ten. By name where absent. */
	readonly evaluationPhaseSeconds?: number;
}

/**
 * The alarms as they are deployed over the emulators' metrics, with nobody who acts on them. What the autoscaler publishes at every
 * sweep, the shard count, is published once a minute.
 */
export class AlarmWorld {
	/** Whether the sweep runs and publishes the shard count. */
	isShardCountPublished = true;
	/** Whether producers say what was refused them. */
	areThrottlesPublished = true;

	readonly #clock = new VirtualClock(START_MS - WARM_UP_MS);
	readonly #cloudWatch: CloudWatchEmulator;
	readonly #kinesis: KinesisEmulator;
	readonly #handle: Operate;
	readonly #writer: Writer;
	readonly #changes = new Map<string, { readonly atSecond: number; readonly state: AlarmState }[]>();
	readonly #throttled = new Map<string, number>();

	constructor(options: AlarmWorldOptions = {}) {
		const { shardCount = 1, evaluationPhaseSeconds, kinesisSettings = {}, policy = {}, retentionHours } = options;
		this.#cloudWatch = new CloudWatchEmulator({
			clock: this.#clock,
			region: REGION,
			accountId: ACCOUNT_ID,
			onAlarmAction: () => {},
			onEvent: ({ alarmName: name, state, atMs }) => {
				this.#changes.set(name, [...(this.#changes.get(name) ?? []), { atSecond: (atMs - START_MS) / 1000, state }]);
			},
			settings:
				evaluationPhaseSeconds === undefined
					? {}
					: { evaluationPhaseMs: (_alarmName, intervalMs) => (evaluationPhaseSeconds * 1000) % intervalMs },
		});
		this.#kinesis = weightedKinesis({
			clock: this.#clock,
			metrics: this.#cloudWatch,
			settings: kinesisSettings,
			recordWeight: RECORD_WEIGHT,
			onEvent: (event) => {
				if (event.kind === "write-throttled") this.#throttled.set(event.shardId, (this.#throttled.get(event.shardId) ?? 0) + event.records);
			},
		});
		this.#handle = (operation, input) => this.#kinesis.handle(operation, input);
		this.#writer = new Writer({ kinesis: this.#handle, streamName: STREAM_NAME, recordWeight: RECORD_WEIGHT });
		this.#handle("CreateStream", { StreamName: STREAM_NAME, ShardCount: shardCount });
		const definitions = alarmDefinitions({
			streamName: STREAM_NAME,
			policy: { ...DEFAULT_POLICY, ...policy },
			...(retentionHours === undefined ? {} : { retentionHours }),
		});
		for (const definition of definitions) {
			this.#cloudWatch.handle("PutMetricAlarm", putMetricAlarmInput(definition, { autoscaler: [], people: [] }));
		}
		this.#clock.advanceTo(START_MS);
	}

	elapsedSeconds(): number {
		return (this.#clock.nowMs() - START_MS) / 1000;
	}

	/** Let whole seconds pass under this load. */
	runFor(seconds: number, load: OfferedLoad = { recordsPerSecond: 0 }): void {
		for (let second = 0; second < seconds; second += 1) {
			if (this.elapsedSeconds() % MINUTE_SECONDS === 0 && this.isShardCountPublished) this.#publishShardCount();
			this.#writer.write(load, 1000);
			this.#publishThrottles();
			this.#clock.advanceBy(1000);
		}
	}

	/** A consumer reads from the oldest record that the stream keeps. */
	readFromTheOldest(): void {
		const { Shards } = this.#handle("ListShards", { StreamName: STREAM_NAME }) as {
			readonly Shards: readonly { readonly ShardId: string }[];
		};
		for (const { ShardId } of Shards) {
			const { ShardIterator } = this.#handle("GetShardIterator", {
				StreamName: STREAM_NAME,
				ShardId,
				ShardIteratorType: "TRIM_HORIZON",
			}) as { readonly ShardIterator: string };
			this.#handle("GetRecords", { ShardIterator, Limit: 1 });
		}
	}

	/** A consumer has read all there is. */
	readAtTheTip(): void {
		readAtTheTip(this.#handle, STREAM_NAME);
	}

	/** The alarm's changes of state since `sinceSecond`, each with the second of its evaluation, oldest first. */
	changes(kind: AlarmKind, sinceSecond = 0): readonly { readonly atSecond: number; readonly state: AlarmState }[] {
		return (this.#changes.get(alarmName(STREAM_NAME, kind)) ?? []).filter(({ atSecond }) => atSecond >= sinceSecond);
	}

	/** The states it went through since `sinceSecond`. */
	states(kind: AlarmKind, sinceSecond = 0): AlarmState[] {
		return this.changes(kind, sinceSecond).map(({ state }) => state);
	}

	/** How long after `sinceSecond` the alarm first went to `state`. @throws Error when it never did */
	secondsUntil(kind: AlarmKind, state: AlarmState, sinceSecond: number): number {
		const change = this.changes(kind, sinceSecond).find((candidate) => candidate.state === state);
		if (change === undefined) throw new Error(`${kind} did not go to ${state} after second ${sinceSecond}.`);
		return change.atSecond - sinceSecond;
	}

	#publishShardCount(): void {
		const { StreamDescriptionSummary } = this.#handle("DescribeStreamSummary", { StreamName: STREAM_NAME }) as {
			readonly StreamDescriptionSummary: { readonly OpenShardCount: number };
		};
		const { OpenShardCount } = StreamDescriptionSummary;
		const nowMs = this.#clock.nowMs();
		this.#cloudWatch.putMetric({
			namespace: HEADROOM_NAMESPACE,
			metricName: HEADROOM_METRICS.openShardCount,
			dimensions: { [STREAM_NAME_DIMENSION]: STREAM_NAME },
			timestampMs: nowMs,
			availableAtMs: nowMs + EMBEDDED_METRIC_DELAY_MS,
			storageResolutionSeconds: 60,
			statistics: { sampleCount: 1, sum: OpenShardCount, minimum: OpenShardCount, maximum: OpenShardCount },
		});
	}

	#publishThrottles(): void {
		for (const [shardId, records] of this.#throttled) {
			if (this.areThrottlesPublished) {
				logThrottles({ clock: this.#clock, metrics: this.#cloudWatch, streamName: STREAM_NAME }, shardId, records);
			}
		}
		this.#throttled.clear();
	}
}

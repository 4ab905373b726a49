import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { cloudWatchLoad, kinesisStream, readMetricSeries, streamConsumers } from "@headroom/aws/autoscaler";
import { alarmDefinitions, evaluateStreams, type ManagedStream, type Ports, putMetricAlarmInput } from "@headroom/controller";
import { CollectingNotifier, InMemoryHistory, InMemoryRecheckQueue } from "@headroom/controller/test-ports";
import { type AlarmAction, CloudWatchEmulator, type KinesisEmulator, type KinesisSettings, VirtualClock } from "@headroom/emulators";
import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import { onAlarm } from "@headroom/functions/autoscaling/on-alarm";
import { onRecheck } from "@headroom/functions/autoscaling/on-recheck";
import type { Operate } from "../../../src/endpoint/handle.ts";
import { ACCOUNT_ID, REGION } from "../../../src/names.ts";
import { readAtTheTip } from "./caught-up-consumer.ts";
import { type CrashPoint, mortalPorts } from "./crash.ts";
import { inProcessClientConfig } from "./in-process-wire.ts";
import { MeasuringTelemetry } from "./measuring-telemetry.ts";
import { logThrottles } from "./throttle-log.ts";
import { ServiceTimeline } from "./timeline.ts";
import { weightedKinesis } from "./weighted-kinesis.ts";
import { type OfferedLoad, Writer } from "./writer.ts";

export interface VirtualLoopOptions {
	readonly shardCount?: number;
	/** By hand before the start, one SplitShard after the other: the last open shard, at this share of all hash keys. One shard at first. */
	readonly splitsAt?: readonly number[];
	/** What is not given is the default policy's. */
	readonly policy?: Partial<Policy>;
	/** Whether producers publish what is throttled. Without it they are foreign: only the service's own metrics tell. */
	readonly producersPublish?: boolean;
	/** What may wake the loop; all of it where absent. */
	readonly triggers?: { readonly alarms?: boolean; readonly rechecks?: boolean; readonly sweep?: boolean };
	/** As many records as one that is put stands for; 1 where absent. */
	readonly recordWeight?: number;
	/** How often the writer writes; 100 ms where absent. */
	readonly tickMs?: number;
	/** When in its minute the sweep runs. */
	readonly sweepPhaseMs?: number;
	readonly kinesisSettings?: Partial<KinesisSettings>;
}

/** What the load is, some time after the start. */
export type LoadShape = (elapsedSeconds: number) => OfferedLoad;

export const STREAM_NAME = "votes";
/** A Monday, on a full hour. */
export const START_MS = Date.UTC(2026, 10, 23, 12);

/** Of the wall's clock: a run takes seconds, and a busy machine may make them a minute. */
export const RUN_TIMEOUT_MS = 120_000;

const MINUTE_MS = 60_000;
/** Longer than CreateStream takes, and a whole minute, so that elapsed time zero is a minute's beginning. */
const WARM_UP_MS = MINUTE_MS;
/** What a call of the control plane takes. */
const CALL_MS = 20;
const AUTOSCALER_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:headroom-autoscaler`;
const PEOPLE_ARN = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:headroom-notifications`;

/**
 * The whole loop on a virtual clock, in one thread: a writer, the emulators of Kinesis and CloudWatch with the alarms as deployed, the real
 * adapters over unmodified SDK clients, the real evaluation and its real triggers. Only the history, the notifier and the
 * re-check queue are the controller's in-memory ones. Nothing waits for the wall's clock, and every run is the same.
 *
 * Evaluations run at the first tick at or after what woke them, one after the other, and take the time of their calls.
 */
export class VirtualLoop {
	readonly timeline = new ServiceTimeline();
	readonly notifier = new CollectingNotifier();
	readonly history = new InMemoryHistory();
	readonly telemetry: MeasuringTelemetry;
	/** What evaluations threw; Lambda's retries are left out, so that the loop must recover without them. */
	readonly failures: unknown[] = [];
	/** When each notification was published, in their order. */
	readonly notifiedAtMs: number[] = [];

	readonly #clock: VirtualClock;
	readonly #cloudWatch: CloudWatchEmulator;
	readonly #kinesis: KinesisEmulator;
	readonly #operateKinesis: Operate;
	readonly #writer: Writer;
	readonly #recheckQueue: InMemoryRecheckQueue;
	readonly #stream: ManagedStream;
	readonly #ports: Ports;
	readonly #triggers: { readonly alarms: boolean; readonly rechecks: boolean; readonly sweep: boolean };
	readonly #producersPublish: boolean;
	readonly #tickMs: number;
	readonly #sweepPhaseMs: number;
	#alarmActions: AlarmAction[] = [];
	/** Of the current tick, by shard. */
	readonly #throttled = new Map<string, number>();
	#writtenUntilMs = START_MS;
	#lookedUntilMs = START_MS;
	#crash: CrashPoint | undefined;
	#load: LoadShape = () => ({ recordsPerSecond: 0 });

	constructor(options: VirtualLoopOptions = {}) {
		const { producersPublish = true, triggers = {}, recordWeight = 1, tickMs = 100, sweepPhaseMs = 0 } = options;
		this.#clock = new VirtualClock(START_MS - WARM_UP_MS * (1 + (options.splitsAt ?? []).length));
		this.#recheckQueue = new InMemoryRecheckQueue(this.#clock);
		this.#producersPublish = producersPublish;
		this.#triggers = { alarms: true, rechecks: true, sweep: true, ...triggers };
		this.#tickMs = tickMs;
		this.#sweepPhaseMs = sweepPhaseMs;
		this.#cloudWatch = new CloudWatchEmulator({
			clock: this.#clock,
			region: REGION,
			accountId: ACCOUNT_ID,
			onAlarmAction: (action) => this.#alarmActions.push(action),
		});
		this.#kinesis = weightedKinesis({
			clock: this.#clock,
			metrics: this.#cloudWatch,
			settings: options.kinesisSettings ?? {},
			recordWeight,
			onEvent: (event) => {
				this.timeline.record(event);
				if (event.kind === "write-throttled") this.#throttled.set(event.shardId, (this.#throttled.get(event.shardId) ?? 0) + event.records);
			},
		});
		this.#operateKinesis = (operation, input) => this.#kinesis.handle(operation, input);
		this.#writer = new Writer({ kinesis: this.#operateKinesis, streamName: STREAM_NAME, recordWeight });
		this.#stream = { streamName: STREAM_NAME, policy: { ...DEFAULT_POLICY, ...options.policy } };
		this.telemetry = new MeasuringTelemetry(this.#clock, this.#cloudWatch);
		const clientConfig = inProcessClientConfig(REGION, {
			kinesis: this.#operateKinesis,
			cloudWatch: this.#cloudWatch,
			onTheWay: () => this.#clock.advanceBy(CALL_MS),
		});
		const kinesisClient = new KinesisClient(clientConfig);
		const cloudWatch = new CloudWatchClient(clientConfig);
		this.#ports = {
			clock: this.#clock,
			history: this.history,
			consumers: streamConsumers({
				kinesis: kinesisClient,
				readSeries: (range, requests) => readMetricSeries(cloudWatch, range, requests),
				lambda: () => new LambdaClient(clientConfig),
			}),
			load: cloudWatchLoad({ client: cloudWatch, kinesisClient }),
			notifier: {
				publish: async (notification) => {
					this.notifiedAtMs.push(this.#clock.nowMs());
					await this.notifier.publish(notification);
				},
			},
			recheck: this.#recheckQueue,
			stream: kinesisStream({ client: kinesisClient, singleAttemptClient: new KinesisClient({ ...clientConfig, maxAttempts: 1 }) }),
			telemetry: this.telemetry,
		};

		this.#operateKinesis("CreateStream", { StreamName: STREAM_NAME, ShardCount: options.shardCount ?? 1 });
		for (const share of options.splitsAt ?? []) this.#splitLastShard(share);
		for (const definition of alarmDefinitions({ streamName: STREAM_NAME, policy: this.#stream.policy })) {
			const actionArns = { autoscaler: [AUTOSCALER_ARN], people: [PEOPLE_ARN] };
			this.#cloudWatch.handle("PutMetricAlarm", putMetricAlarmInput(definition, actionArns));
		}
		this.#clock.advanceBy(WARM_UP_MS);
		this.timeline.becameActive.length = 0;
	}

	nowMs(): number {
		return this.#clock.nowMs();
	}

	/** From now on the writer offers this. */
	offer(load: LoadShape): this {
		this.#load = load;
		return this;
	}

	/** The next process that comes to this point dies there. */
	crashAt(point: CrashPoint): this {
		this.#crash = point;
		return this;
	}

	/** As somebody else would in the console. */
	reshardByHand(targetShardCount: number): void {
		this.#operateKinesis("UpdateShardCount", {
			StreamName: STREAM_NAME,
			TargetShardCount: targetShardCount,
			ScalingType: "UNIFORM_SCALING",
		});
	}

	#splitLastShard(share: number): void {
		this.#clock.advanceBy(WARM_UP_MS);
		const { Shards } = this.#operateKinesis("ListShards", { StreamName: STREAM_NAME, ShardFilter: { Type: "AT_LATEST" } }) as {
			readonly Shards: readonly { readonly ShardId: string }[];
		};
		this.#operateKinesis("SplitShard", {
			StreamName: STREAM_NAME,
			ShardToSplit: Shards.at(-1)?.ShardId,
			NewStartingHashKey: String(BigInt(share * 1_024) << 118n),
		});
	}

	openShardCount(): number {
		const { StreamDescriptionSummary } = this.#operateKinesis("DescribeStreamSummary", { StreamName: STREAM_NAME }) as {
			readonly StreamDescriptionSummary: { readonly OpenShardCount: number };
		};
		return StreamDescriptionSummary.OpenShardCount;
	}

	/** Let time pass, to the end of the tick that is under way then. */
	async runFor(seconds: number): Promise<void> {
		const endMs = this.#clock.nowMs() + seconds * 1000;
		while (this.#clock.nowMs() < endMs) await this.#tick(this.#tickMs);
	}

	/** Let time pass until `isTrue`, looked at after each tick. @throws Error when it is not within `withinSeconds` */
	async runUntil(isTrue: () => boolean, withinSeconds: number): Promise<void> {
		const endMs = this.#clock.nowMs() + withinSeconds * 1000;
		while (!isTrue()) {
			if (this.#clock.nowMs() >= endMs) throw new Error(`What was waited for did not come within ${withinSeconds} s.`);
			await this.#tick(this.#tickMs);
		}
	}

	readonly #streams = { find: async (): Promise<ManagedStream> => this.#stream };

	async #tick(durationMs: number): Promise<void> {
		const writeAtMs = this.#clock.nowMs();
		this.#writer.write(this.#load((writeAtMs - START_MS) / 1000), writeAtMs - this.#writtenUntilMs);
		this.#writtenUntilMs = writeAtMs;
		this.#publishThrottles();
		this.#clock.advanceTo(writeAtMs + durationMs);

		const [fromMs, toMs] = [this.#lookedUntilMs, this.#clock.nowMs()];
		this.#lookedUntilMs = toMs;
		if (isDue(fromMs, toMs, 0)) readAtTheTip(this.#operateKinesis, STREAM_NAME);
		for (const action of this.#takeAlarmActions()) {
			if (!this.#triggers.alarms || action.actionArn !== AUTOSCALER_ARN) continue;
			await this.#invoke((ports) => onAlarm({ ports, streams: this.#streams }, action.lambdaEvent));
		}
		for (const recheck of this.#recheckQueue.takeDue()) {
			if (this.#triggers.rechecks) await this.#invoke((ports) => onRecheck({ ports, streams: this.#streams }, JSON.stringify(recheck)));
		}
		if (this.#triggers.sweep && isDue(fromMs, toMs, this.#sweepPhaseMs)) {
			await this.#invoke((ports) => evaluateStreams(ports, [this.#stream], { kind: "sweep" }));
		}
	}

	async #invoke(handle: (ports: Ports) => Promise<unknown>): Promise<void> {
		const ports = this.#crash === undefined ? this.#ports : mortalPorts(this.#ports, this.#crash, () => (this.#crash = undefined));
		try {
			await handle(ports);
		} catch (error) {
			this.failures.push(error);
		}
	}

	#publishThrottles(): void {
		for (const [shardId, records] of this.#throttled) {
			if (this.#producersPublish) {
				logThrottles({ clock: this.#clock, metrics: this.#cloudWatch, streamName: STREAM_NAME }, shardId, records);
			}
		}
		this.#throttled.clear();
	}

	#takeAlarmActions(): AlarmAction[] {
		const actions = this.#alarmActions;
		this.#alarmActions = [];
		return actions;
	}
}

/** Whether a moment that comes every minute, at `phaseMs`, lies in (fromMs, toMs]. */
function isDue(fromMs: number, toMs: number, phaseMs: number): boolean {
	return Math.floor((toMs - phaseMs) / MINUTE_MS) > Math.floor((fromMs - phaseMs) / MINUTE_MS);
}

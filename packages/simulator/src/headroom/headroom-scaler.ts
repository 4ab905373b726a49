import { alarmDefinitions, evaluateStream, type ManagedStream, type Ports, type Recheck, type Wakeup } from "@headroom/controller";
import { InMemoryHistory, InMemoryRecheckQueue } from "@headroom/controller/in-memory";
import { type Policy, summarize } from "@headroom/engine";
import type { Scaler, ScalingLog } from "../scaler.ts";
import type { SimulatedStream } from "../stream/simulated-stream.ts";
import { SimulatedAlarm } from "./simulated-alarm.ts";
import { simulatedConsumersPort, simulatedLoadPort, simulatedStreamPort, simulatedTelemetry } from "./simulated-ports.ts";
import { PublishedShardCounts, producerThrottles, serviceThrottles, utilization, type WatchedMetric } from "./watched-metrics.ts";

const MINUTE_MS = 60_000;
/** A range of an alarm is a few periods longer than its window. */
const RANGE_MARGIN_MS = 10 * MINUTE_MS;
/** The service's minutes are at most two and a half late; five hold the newest. */
const NEWEST_WITHIN_MINUTES = 5;

export interface HeadroomScalerOptions {
	readonly stream: SimulatedStream;
	readonly policy: Policy;
	/** Whether producers count their own throttled writes, which the fast alarm and the fast window need. */
	readonly producersPublish: boolean;
	/** When in its minute the sweep runs, milliseconds. */
	readonly sweepPhaseMs: number;
	readonly log: ScalingLog;
}

/** Evaluations look back so far at least: shorter silence may be metrics that are late. */
const SILENCE_LOOK_BACK_MS = 30 * MINUTE_MS;

/** How far back a policy's evaluations and alarms look. */
export function minutesKeptMs({ stabilizationWindowSeconds }: Policy): number {
	return Math.max(stabilizationWindowSeconds * 1_000, SILENCE_LOOK_BACK_MS) + 2 * RANGE_MARGIN_MS;
}

/**
 * Headroom itself: the deployed evaluation over a simulated stream, woken by the deployed alarms, its own re-checks and the sweep. Only
 * the ports are the simulator's. The finest time is a whole second.
 */
export class HeadroomScaler implements Scaler {
	readonly #managed: ManagedStream;
	readonly #stream: SimulatedStream;
	readonly #ports: Ports;
	readonly #alarms: readonly SimulatedAlarm[];
	readonly #history = new InMemoryHistory();
	readonly #rechecks: InMemoryRecheckQueue;
	readonly #log: ScalingLog;
	#nextRecheckMs = Number.POSITIVE_INFINITY;
	#nextSweepMs: number;
	#nextAlarmMs = Number.NEGATIVE_INFINITY;

	constructor({ stream, policy, producersPublish, sweepPhaseMs, log }: HeadroomScalerOptions) {
		const { clock, streamName } = stream;
		this.#stream = stream;
		this.#log = log;
		this.#managed = { streamName, policy };
		this.#rechecks = new InMemoryRecheckQueue(clock);
		const published = new PublishedShardCounts(minutesKeptMs(policy));
		const reading = {
			minutes: stream.minutes,
			throttles: stream.throttles,
			openShardIds: () => stream.openShardIds,
			shardRanges: () => stream.shardRanges,
			readUntilMs: stream.readUntilMs,
		};
		this.#ports = {
			clock,
			consumers: simulatedConsumersPort(stream.readUntilMs),
			history: this.#history,
			load: simulatedLoadPort(reading, published, producersPublish),
			notifier: { publish: async () => {} },
			recheck: { schedule: (recheck) => this.#schedule(recheck) },
			stream: simulatedStreamPort(stream, (call) => log.refused(call)),
			telemetry: simulatedTelemetry(published, () => clock.nowMs()),
		};
		this.#alarms = simulatedAlarms({ stream, policy, producersPublish, published });
		this.#nextSweepMs = clock.nowMs() + sweepPhaseMs;
	}

	get nextWakeMs(): number {
		return Math.min(this.#nextAlarmMs, this.#nextRecheckMs, this.#nextSweepMs);
	}

	/** In the order of the deployed loop: alarms, re-checks, the sweep. */
	wake(): Promise<void> | undefined {
		const nowMs = this.#stream.clock.nowMs();
		const triggers: Wakeup[] = [];
		if (nowMs >= this.#nextAlarmMs) this.#lookAtAlarms(nowMs, triggers);
		if (nowMs >= this.#nextRecheckMs) {
			for (const { reason } of this.#rechecks.takeDue()) triggers.push({ kind: "recheck", reason });
			this.#nextRecheckMs = this.#rechecks.waiting()[0]?.dueAtMs ?? Number.POSITIVE_INFINITY;
		}
		if (nowMs >= this.#nextSweepMs) {
			this.#nextSweepMs += MINUTE_MS;
			triggers.push({ kind: "sweep" });
		}
		return triggers.length === 0 ? undefined : this.#evaluateFor(triggers);
	}

	#lookAtAlarms(nowMs: number, triggers: Wakeup[]): void {
		let next = Number.POSITIVE_INFINITY;
		for (const alarm of this.#alarms) {
			const { alarmName } = alarm.definition;
			if (alarm.look(nowMs)) triggers.push({ kind: "alarm", alarmName, state: "ALARM", atMs: nowMs });
			next = Math.min(next, alarm.nextEvaluationMs);
		}
		this.#nextAlarmMs = next;
	}

	async #evaluateFor(triggers: readonly Wakeup[]): Promise<void> {
		for (const trigger of triggers) await this.#evaluate(trigger);
	}

	async #evaluate(trigger: Wakeup): Promise<void> {
		const { outcome } = await evaluateStream(this.#ports, this.#managed, trigger);
		// The recorded decisions would grow with the run.
		this.#history.decisions = [];
		if (outcome.kind !== "accepted") return;
		const { openShardCount, targetShardCount } = outcome.decision;
		this.#log.accepted({
			atMs: outcome.reshard.atMs,
			fromShardCount: openShardCount,
			toShardCount: targetShardCount,
			reason: summarize(outcome.decision),
		});
	}

	async #schedule(recheck: Recheck): Promise<void> {
		await this.#rechecks.schedule(recheck);
		this.#nextRecheckMs = this.#rechecks.waiting()[0]?.dueAtMs ?? Number.POSITIVE_INFINITY;
	}
}

interface AlarmsInput {
	readonly stream: SimulatedStream;
	readonly policy: Policy;
	readonly producersPublish: boolean;
	readonly published: PublishedShardCounts;
}

/** The alarms that wake the autoscaler. Not the one that wakes people: consumers are never behind here. */
export function simulatedAlarms({ stream, policy, producersPublish, published }: AlarmsInput): SimulatedAlarm[] {
	const startMs = stream.clock.nowMs();
	const isThrottled = (sinceMs: number) => stream.throttles.newestStartMs >= sinceMs;
	return alarmDefinitions({ streamName: stream.streamName, policy }).flatMap((definition) => {
		const { kind, measures } = definition;
		switch (kind) {
			case "fast": {
				if (!producersPublish || measures.kind !== "metric") return [];
				const metric = producerThrottles(stream, measures.metric.periodSeconds * 1_000);
				return new SimulatedAlarm(definition, metric, startMs, isThrottled);
			}
			case "any-producer":
				return new SimulatedAlarm(definition, serviceThrottles(stream), startMs, isThrottled);
			case "utilization-high":
				return new SimulatedAlarm(definition, utilization(stream, published, policy.optionalSignals), startMs, () => true);
			case "utilization-low": {
				const metric = utilization(stream, published, policy.optionalSignals, policy.minShardCount);
				return new SimulatedAlarm(definition, metric, startMs, (_, nowMs) => isNewestBelow(metric, definition.threshold, nowMs));
			}
			case "iterator-age":
				return [];
			default:
				return kind satisfies never;
		}
	});
}

/** All minutes of an hour must be low for this alarm, so a high newest minute is enough to know. True if no minute is visible. */
function isNewestBelow(metric: WatchedMetric, threshold: number, nowMs: number): boolean {
	const startMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - NEWEST_WITHIN_MINUTES * MINUTE_MS;
	const newest = metric.values(startMs, NEWEST_WITHIN_MINUTES + 1, nowMs).findLast((value) => value !== undefined);
	return newest === undefined || newest < threshold;
}

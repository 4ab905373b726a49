import {
	type ConsumersPort,
	FAST_LOOK_BACK_SECONDS,
	fastWindow,
	type LoadPort,
	reshardRefusalOf,
	type StreamPort,
	type TelemetryPort,
} from "@headroom/controller";
import type { LoadObservation, ShardRange, ShardThrottleEvidence } from "@headroom/engine";
import type { RefusedCall } from "../scaler.ts";
import { EVIDENCE_WINDOW_MS } from "../stream/producer-throttles.ts";
import type { SimulatedStream } from "../stream/simulated-stream.ts";
import type { PublishedShardCounts } from "./watched-metrics.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** As long as the deployed port takes an iterator age for that of the present. */
const ITERATOR_AGE_WINDOW_MS = 5 * MINUTE_MS;
/** Fewer than these are missing because they have not arrived yet. */
const LATE_MINUTES = 5;
/** The service's default. */
const RETENTION_HOURS = 24;

/** The emulator's control plane of the stream, behind the controller's port. */
export function simulatedStreamPort(stream: SimulatedStream, onRefused: (call: RefusedCall) => void): StreamPort {
	return {
		describe: async () => ({ streamStatus: stream.streamStatus, streamMode: "PROVISIONED", openShardCount: stream.openShardCount }),
		describeAccount: async () => ({
			kind: "known",
			shardLimit: stream.settings.shardLimit,
			openShardCount: stream.openShardCount,
		}),
		lineageSince: async () => ({ kind: "no-data", reason: "nobody else reshards a simulated stream" }),
		updateShardCount: async (_, targetShardCount) => {
			const currentShardCount = stream.openShardCount;
			const answer = stream.updateShardCount(targetShardCount);
			if (answer.kind === "accepted") return { kind: "accepted", currentShardCount, targetShardCount };
			const { code, message } = answer.error;
			const refusal = reshardRefusalOf(code, message);
			onRefused({ atMs: stream.clock.nowMs(), targetShardCount, isInUse: refusal === "reshard-in-progress", message });
			return { kind: "refused", refusal, message };
		},
	};
}

/**
 * The load of this stream as the deployed port would read it, with the same delays: the service's minutes, the producers' seconds, and,
 * while the stream is throttled, its shards. Consumers are never behind, until they stop.
 *
 * @param producersPublish whether producers count their own throttled writes
 */
export function simulatedLoadPort(
	{ minutes, throttles, ...stream }: SimulatedStreamReading,
	published: PublishedShardCounts,
	producersPublish: boolean,
): LoadPort {
	return {
		read: async (_, sinceMs, nowMs, optionalSignals = []): Promise<LoadObservation> => {
			const seen = minutes.visible(Math.floor(sinceMs / MINUTE_MS) * MINUTE_MS, nowMs);
			const isQuiet = !producersPublish || throttles.newestStartMs < nowMs - EVIDENCE_WINDOW_MS - MINUTE_MS;
			const shardThrottles: ShardThrottleEvidence = isQuiet ? { kind: "no-data" } : throttles.evidence(stream.openShardIds(), nowMs);
			const isThrottled =
				!isQuiet || seen.some((minute) => minute.throttledRecords > 0 && minute.startMs >= nowMs - EVIDENCE_WINDOW_MS - MINUTE_MS);
			return {
				minutes: optionalSignals.length === 0 ? seen : seen.map(({ signalSums, ...minute }) => ({ ...minute, signals: signalSums })),
				fastWindow: isQuiet ? { kind: "no-data" } : fastWindow(throttles.seconds(nowMs - FAST_LOOK_BACK_SECONDS * 1_000, nowMs)),
				// Only gaps ask for them, and most loads have none.
				...(seen.length > (nowMs - sinceMs) / MINUTE_MS - LATE_MINUTES ? {} : { headroomMinutes: published.starts(sinceMs, nowMs) }),
				iteratorAge: nowMs - stream.readUntilMs > ITERATOR_AGE_WINDOW_MS ? { kind: "no-data" } : { kind: "known", maxMs: 0 },
				shardThrottles,
				...(isThrottled ? { shardRanges: stream.shardRanges() } : {}),
			};
		},
	};
}

/** One function with an event source mapping. It reads with everybody else until it stops. */
export function simulatedConsumersPort(readUntilMs: number): ConsumersPort {
	return {
		read: async (_, nowMs) => ({
			kind: "known",
			retentionHours: RETENTION_HOURS,
			registered: [],
			eventSourceMappings: [{ functionName: "consumer", isEnabled: true }],
			...(nowMs - readUntilMs < 24 * HOUR_MS ? { sharedReadAtMs: Math.min(nowMs, readUntilMs) } : {}),
		}),
	};
}

type SimulatedStreamReading = Pick<SimulatedStream, "minutes" | "readUntilMs" | "throttles"> & {
	readonly openShardIds: () => readonly string[];
	readonly shardRanges: () => readonly ShardRange[];
};

/** Keeps the shard count that each evaluation publishes, for the utilization alarms. Drops the log lines. */
export function simulatedTelemetry(published: PublishedShardCounts, nowMs: () => number): TelemetryPort {
	return {
		observed: ({ openShardCount }) => published.publish(nowMs(), openShardCount),
		log: () => {},
	};
}

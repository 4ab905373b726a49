import { type ConsumersObservation, type Decision, decide, type LoadObservation, type Observation, type Policy } from "@headroom/engine";
import { isRateRefusal, ObservationError } from "../errors.ts";
import { activeOverride } from "../history/active-override.ts";
import { withLastRefusal } from "../history/with-last-refusal.ts";
import type { ManagedStream, Ports } from "../ports/ports.ts";
import { applyRefusalBackoff } from "./refusal-backoff.ts";
import { readSnapshot, type StreamSnapshot } from "./stream-snapshot.ts";

/** The service's minutes may be this late, and the oldest minute of the window must be complete. */
const METRICS_MARGIN_MS = 300_000;
/** Silence shorter than half an hour may be metrics that are late: docs/decisions/0039-silence-and-readers.md. */
const LOOK_BACK_MS_AT_LEAST = 1_800_000;

/** The load if the metrics cannot be read. Not zeros: docs/decisions/0002-missing-data.md. */
const UNREAD_LOAD: LoadObservation = {
	minutes: [],
	fastWindow: { kind: "no-data" },
	iteratorAge: { kind: "no-data" },
	shardThrottles: { kind: "no-data" },
};

/** A decision and its inputs. */
export interface StreamDecision {
	readonly decision: Decision;
	readonly observation: Observation;
	/** Why the metrics could not be read; the decision then rests on floors, the minimum and overrides alone. */
	readonly metricsError?: ObservationError | undefined;
}

export interface PreviewedDecision extends StreamDecision {
	readonly snapshot: StreamSnapshot;
}

/**
 * The decision of an evaluation now, without acting on it.
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read
 */
export async function previewDecision(
	ports: Parameters<typeof readSnapshot>[0] & Pick<Ports, "consumers" | "load" | "stream">,
	stream: ManagedStream,
): Promise<PreviewedDecision> {
	const snapshot = await readSnapshot(ports, stream.streamName);
	return { snapshot, ...(await decideStream(ports, stream, snapshot)) };
}

/** The engine's decision, unless the service refused the same change a while ago. Unreadable metrics are a value, not an error. */
export async function decideStream(
	ports: Pick<Ports, "consumers" | "load" | "stream">,
	{ policy, streamName }: ManagedStream,
	{ isReshardInProgress, known, observedAtMs, stream: described }: StreamSnapshot,
): Promise<StreamDecision> {
	const sinceMs = observedAtMs - Math.max(policy.stabilizationWindowSeconds * 1000, LOOK_BACK_MS_AT_LEAST) - METRICS_MARGIN_MS;
	const [account, { load, metricsError }] = await Promise.all([
		ports.stream.describeAccount(),
		readLoad(() => ports.load.read(streamName, sinceMs, observedAtMs, policy.optionalSignals)),
	]);
	// An accepted reshard counts as begun, although the service may describe the stream as ACTIVE for some seconds more.
	const stream: Observation["stream"] =
		isReshardInProgress && described.streamStatus === "ACTIVE" ? { ...described, streamStatus: "UPDATING" } : described;
	const history = { ...withLastRefusal(known), override: activeOverride(known, observedAtMs) };
	const decideOn = (observation: Observation) => applyRefusalBackoff(decide(observation, policy, history), known.lastRefusal);
	const observation: Observation = { streamName, observedAtMs, stream, account, load };
	const decision = decideOn(observation);
	if (!dependsOnConsumers(decision, load, policy)) return { decision, observation, metricsError };
	const observed = { ...observation, consumers: await readConsumers(ports.consumers, streamName, observedAtMs) };
	return { decision: decideOn(observed), observation: observed, metricsError };
}

/** Nothing else than a scale in that only the consumers could still forbid: one that is behind on the shared shards forbids it already. */
function dependsOnConsumers(decision: Decision, { iteratorAge }: LoadObservation, { maxIteratorAgeMsForScaleIn }: Policy): boolean {
	if (iteratorAge.kind === "known" && iteratorAge.maxMs > maxIteratorAgeMsForScaleIn) return false;
	return decision.kind === "scale-in" || (decision.kind === "blocked" && decision.blockedBy === "backlog");
}

/** Consumers that cannot be listed are a value: they forbid a scale in, and nothing else. @throws ObservationError `observation.rate-exceeded` */
async function readConsumers(consumers: Ports["consumers"], streamName: string, nowMs: number): Promise<ConsumersObservation> {
	try {
		return await consumers.read(streamName, nowMs);
	} catch (error) {
		if (isRateRefusal(error) || !(error instanceof ObservationError)) throw error;
		return { kind: "no-data", reason: error.message };
	}
}

async function readLoad(
	read: () => Promise<LoadObservation>,
): Promise<{ readonly load: LoadObservation; readonly metricsError?: ObservationError }> {
	try {
		return { load: await read() };
	} catch (error) {
		if (!(error instanceof ObservationError)) throw error;
		return { load: UNREAD_LOAD, metricsError: error };
	}
}

import { type Decision, decide, type LoadObservation, type Observation } from "@headroom/engine";
import { ObservationError } from "../errors.ts";
import { activeOverride } from "../history/active-override.ts";
import { withLastRefusal } from "../history/with-last-refusal.ts";
import type { ManagedStream, Ports } from "../ports/ports.ts";
import { applyRefusalBackoff } from "./refusal-backoff.ts";
import { readSnapshot, type StreamSnapshot } from "./stream-snapshot.ts";

/** The service's minutes may be this late, and the oldest minute of the window must be complete. */
const METRICS_MARGIN_MS = 300_000;

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
	ports: Parameters<typeof readSnapshot>[0] & Pick<Ports, "load" | "stream">,
	stream: ManagedStream,
): Promise<PreviewedDecision> {
	const snapshot = await readSnapshot(ports, stream.streamName);
	return { snapshot, ...(await decideStream(ports, stream, snapshot)) };
}

/** The engine's decision, unless the service refused the same change a while ago. Unreadable metrics are a value, not an error. */
export async function decideStream(
	ports: Pick<Ports, "load" | "stream">,
	{ policy, streamName }: ManagedStream,
	{ isReshardInProgress, known, observedAtMs, stream: described }: StreamSnapshot,
): Promise<StreamDecision> {
	const sinceMs = observedAtMs - policy.stabilizationWindowSeconds * 1000 - METRICS_MARGIN_MS;
	const [account, { load, metricsError }] = await Promise.all([
		ports.stream.describeAccount(),
		readLoad(() => ports.load.read(streamName, sinceMs, observedAtMs, policy.optionalSignals)),
	]);
	// An accepted reshard counts as begun, although the service may describe the stream as ACTIVE for some seconds more.
	const stream: Observation["stream"] =
		isReshardInProgress && described.streamStatus === "ACTIVE" ? { ...described, streamStatus: "UPDATING" } : described;
	const history = { ...withLastRefusal(known), override: activeOverride(known, observedAtMs) };
	const observation: Observation = { streamName, observedAtMs, stream, account, load };
	const decision = applyRefusalBackoff(decide(observation, policy, history), known.lastRefusal);
	return { decision, observation, metricsError };
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

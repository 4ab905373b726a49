import { type Decision, decide, type LoadObservation, type Observation } from "@headroom/engine";
import type { ManagedStream, Ports } from "../ports/ports.ts";
import { activeOverride } from "./active-override.ts";
import { applyRefusalBackoff } from "./refusal-backoff.ts";
import { readSnapshot, type StreamSnapshot } from "./stream-snapshot.ts";

/** The service's minutes may be this late, and the oldest one of the window must still be whole. */
const METRICS_MARGIN_MS = 300_000;

/** What is known of the load when the metrics cannot be read. Not zeros: docs/decisions/0002-missing-data.md. */
const UNREAD_LOAD: LoadObservation = {
	minutes: [],
	fastWindow: { kind: "no-data" },
	iteratorAge: { kind: "no-data" },
	shardThrottles: { kind: "no-data" },
};

/**
 * What would be decided now, and nothing done.
 * @throws ObservationError the stream or its metrics cannot be read
 * @throws HistoryError the history cannot be read
 */
export async function previewDecision(
	ports: Pick<Ports, "clock" | "history" | "load" | "stream">,
	stream: ManagedStream,
): Promise<{ readonly decision: Decision; readonly look: StreamSnapshot }> {
	const look = await readSnapshot(ports, stream.streamName);
	return { look, decision: await decideStream(ports, stream, look, (load) => load) };
}

/**
 * @param unread what becomes of metrics that cannot be read: undefined decides without them
 */
export async function decideStream(
	ports: Pick<Ports, "load" | "stream">,
	{ policy, streamName }: ManagedStream,
	look: StreamSnapshot,
	unread: (load: Promise<LoadObservation>) => Promise<LoadObservation | undefined>,
): Promise<Decision> {
	const { isReshardInProgress, known, observedAtMs, stream: described } = look;
	const sinceMs = observedAtMs - policy.stabilizationWindowSeconds * 1000 - METRICS_MARGIN_MS;
	const [account, load = UNREAD_LOAD] = await Promise.all([
		ports.stream.describeAccount(),
		unread(ports.load.read(streamName, sinceMs, observedAtMs)),
	]);
	// A reshard that was accepted counts as begun, though the stream may be described as ACTIVE for some seconds more.
	const stream: Observation["stream"] =
		isReshardInProgress && described.streamStatus === "ACTIVE" ? { ...described, streamStatus: "UPDATING" } : described;
	const history = { ...known.history, override: activeOverride(known, observedAtMs) };
	return applyRefusalBackoff(decide({ streamName, observedAtMs, stream, account, load }, policy, history), known.lastRefusal);
}

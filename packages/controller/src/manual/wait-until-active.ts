import { AutoscalerError, ObservationError } from "../errors.ts";
import { TRACE_WITHIN_MS } from "../evaluate/detect-settlements.ts";
import type { HeldLease } from "./held-lease.ts";
import type { ManualReshardStep } from "./manual-reshard.ts";
import type { ManualReshardContext } from "./manual-reshard-context.ts";

/**
 * DescribeStreamSummary allows 20 calls a second for the account, which the autoscaler and others share. A small reshard takes half a
 * minute, a big one many minutes. So the first polls are two seconds apart, later ones further.
 */
const FIRST_POLL_MS = 2_000;
const LATER_POLL_MS = 5_000;
const OFTEN_FOR_MS = 60_000;

/** A failed describe is repeated so often; the SDK has tried for seconds each time. */
const MAX_FAILED_DESCRIBES = 5;

export type Waited = "active" | "lease-lost" | "stopped";

/**
 * Wait until the reshard that the service accepted at `acceptedAtMs` is over, and renew the lease meanwhile.
 *
 * @throws ObservationError describing the stream fails again and again
 * @throws HistoryError the lease cannot be renewed
 * @throws AutoscalerError `reshard.no-effect`: ACTIVE with the old count long after it was accepted
 */
export async function waitUntilActive(
	context: ManualReshardContext,
	held: HeldLease,
	step: ManualReshardStep,
	acceptedAtMs: number,
): Promise<Waited> {
	const { options, ports, streamName } = context;
	let failedDescribes = 0;
	for (;;) {
		const elapsedMs = ports.clock.nowMs() - acceptedAtMs;
		await ports.wait.wait(elapsedMs < OFTEN_FOR_MS ? FIRST_POLL_MS : LATER_POLL_MS, options.signal);
		if (options.signal?.aborted === true) return "stopped";
		if (!(await held.keep(ports.clock.nowMs()))) return "lease-lost";
		const { openShardCount, streamStatus } = await ports.stream.describe(streamName).then(
			(stream) => {
				failedDescribes = 0;
				return stream;
			},
			(error: unknown) => {
				failedDescribes += 1;
				const mayPass = error instanceof ObservationError && error.retryable && failedDescribes < MAX_FAILED_DESCRIBES;
				if (!mayPass) throw error;
				return UNKNOWN;
			},
		);
		if (openShardCount === undefined) continue;
		const isChanged = openShardCount !== step.fromShardCount;
		context.openShardCount = openShardCount;
		if (streamStatus === "ACTIVE" && isChanged) return "active";
		const waitedMs = ports.clock.nowMs() - acceptedAtMs;
		if (streamStatus === "ACTIVE" && waitedMs >= TRACE_WITHIN_MS) {
			throw new AutoscalerError(
				`The service accepted the reshard ${step.fromShardCount} → ${step.toShardCount} of ${streamName}, and ${Math.round(waitedMs / 1000)} s later ` +
					`the stream is ACTIVE with ${openShardCount}. An accepted UpdateShardCount counts against the ten.`,
				{ code: "reshard.no-effect", retryable: true, streamName },
			);
		}
		options.onProgress?.({ kind: "waiting", step, openShardCount, elapsedMs: waitedMs });
	}
}

const UNKNOWN = { openShardCount: undefined, streamStatus: undefined } as const;

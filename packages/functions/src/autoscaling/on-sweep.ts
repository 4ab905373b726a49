import { SWEEP_RATE_MINUTES } from "@headroom/config/deployment";
import { evaluateStreams } from "@headroom/controller";
import type { Autoscaler } from "./compose.ts";
import { type InvocationContext, waitUntilMs } from "./invocation-context.ts";

/**
 * The next sweep waits for this one, since only one may run: one that took longer than the schedule's minute would have the events that wait grow too old,
 * and Lambda would give them up. What is left when the time is over is the next sweep's, which comes at once.
 */
const SWEEP_MS = SWEEP_RATE_MINUTES * 60_000 - 5_000;

/**
 * Every managed stream, whether or not an alarm arrived, from where the sweep before stopped.
 *
 * @throws AutoscalerError `sweep.failed`
 */
export async function onSweep({ limiter, ports, streams }: Autoscaler, context: InvocationContext | undefined): Promise<void> {
	const nowMs = ports.clock.nowMs();
	const untilMs = Math.min(nowMs + SWEEP_MS, waitUntilMs(context, nowMs));
	limiter.waitUntil(untilMs);
	const { afterStreamName, found } = await streams.all();
	await evaluateStreams(ports, found, { kind: "sweep" }, { afterStreamName, untilMs, keepPosition: streams.keepPosition });
}

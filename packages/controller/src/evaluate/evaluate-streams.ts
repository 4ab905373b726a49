import { AutoscalerError, isRateRefusal, messageOf } from "../errors.ts";
import type { Evaluation } from "../evaluation.ts";
import { LOG_EVENTS } from "../log-events.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import type { Ports } from "../ports/ports.ts";
import type { Wakeup } from "../ports/wakeup.ts";
import { evaluateStream } from "./evaluate-stream.ts";
import { withAccountRemembered } from "./remembered-account.ts";
import { type StreamToEvaluate, Sweep, type SweepOptions, type SweepResult } from "./sweep.ts";

/** Enough to hide what an answer takes to come; how many calls a second that may be is the ports' to say. */
const STREAMS_AT_ONCE = 4;

/**
 * Evaluate many streams, a few at a time. One stream's failure never stops another. The failures are thrown together at the end,
 * so that the function's own error metric counts them.
 *
 * One that AWS had no rate for is no failure. It is tried once more at the end, while there is time.
 *
 * @returns the evaluations, in the order of `streams`
 * @throws AutoscalerError `sweep.failed` naming every stream that failed, its cause an AggregateError
 */
export async function evaluateStreams(
	ports: Ports,
	streams: readonly StreamToEvaluate[],
	wakeup: Wakeup,
	options: SweepOptions = {},
): Promise<Evaluation[]> {
	const shared: Ports = { ...ports, stream: withAccountRemembered(ports.stream, ports.clock) };
	const sweep = new Sweep(streams, ports, options);
	await Promise.all(
		Array.from({ length: Math.min(STREAMS_AT_ONCE, streams.length) }, async () => {
			for (let next = await sweep.next(); next !== undefined; next = await sweep.next()) {
				sweep.record(next, await evaluated(shared, next.stream, wakeup));
			}
		}),
	);
	await sweep.end();
	return report(ports, sweep.results, sweep.leftCount);
}

async function evaluated(ports: Ports, stream: StreamToEvaluate, wakeup: Wakeup): Promise<SweepResult> {
	try {
		return { kind: "evaluated", evaluation: await evaluateStream(ports, stream, wakeup) };
	} catch (error) {
		return { kind: isRateRefusal(error) ? "postponed" : "failed", streamName: stream.streamName, error };
	}
}

function report(ports: Ports, byIndex: readonly SweepResult[], leftCount: number): Evaluation[] {
	// Without the holes of what was left.
	const results = byIndex.filter(() => true);
	const failed = results.filter((result) => result.kind === "failed");
	const postponed = results.filter((result) => result.kind === "postponed");
	nonThrowingTelemetry(ports.telemetry).log(failed.length === 0 ? "info" : "error", LOG_EVENTS.swept, {
		streamCount: results.length + leftCount,
		failedStreamNames: failed.map(({ streamName }) => streamName),
		...(postponed.length === 0 ? {} : { postponedStreamNames: postponed.map(({ streamName }) => streamName) }),
		...(leftCount === 0 ? {} : { leftCount }),
	});
	if (failed.length > 0) {
		const reasons = failed.map(({ streamName, error }) => `${streamName} (${messageOf(error)})`);
		throw new AutoscalerError(`${failed.length} of ${results.length} streams failed: ${reasons.join("; ")}`, {
			code: "sweep.failed",
			retryable: failed.some(({ error }) => error instanceof AutoscalerError && error.retryable),
			cause: new AggregateError(failed.map(({ error }) => error)),
		});
	}
	return results.flatMap((result) => (result.kind === "evaluated" ? [result.evaluation] : []));
}

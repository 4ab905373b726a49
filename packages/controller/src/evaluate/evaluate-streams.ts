import { shortLivedShardsNeeded } from "@headroom/engine";
import { AutoscalerError, messageOf } from "../errors.ts";
import type { Evaluation } from "../evaluation.ts";
import { LOG_EVENTS } from "../log-events.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import type { ManagedStream, Ports, UnreadableStream } from "../ports/ports.ts";
import type { StreamPort } from "../ports/stream-port.ts";
import type { Wakeup } from "../ports/wakeup.ts";
import { evaluateStream } from "./evaluate-stream.ts";

/** DescribeStreamSummary allows 20 calls a second an account; four streams at once stay well below it. */
const STREAMS_AT_ONCE = 4;

type StreamToEvaluate = ManagedStream | UnreadableStream;

/** Sweeps come every minute. */
const SWEEP_SHIFT_MS = 60_000;

/**
 * Evaluate many streams, a few at a time. One stream's failure never stops another. The failures are thrown together at the end,
 * so that the function's own error metric counts them.
 *
 * @returns the evaluations, in the order of `streams`
 * @throws AutoscalerError `sweep.failed` naming every stream that failed, its cause an AggregateError
 */
export async function evaluateStreams(ports: Ports, streams: readonly StreamToEvaluate[], wakeup: Wakeup): Promise<Evaluation[]> {
	const shared: Ports = { ...ports, stream: withAccountDescribedOnce(ports.stream) };
	const results = new Array<Result>(streams.length);
	const queue = fromAnotherEveryMinute(streams, ports.clock.nowMs()).values();
	const workers = Array.from({ length: Math.min(STREAMS_AT_ONCE, streams.length) }, async () => {
		// One iterator for all workers: each takes the next stream.
		for (const [index, stream] of queue) results[index] = await evaluated(shared, stream, wakeup);
	});
	await Promise.all(workers);
	return report(ports, results);
}

/**
 * A sweep that runs out of time skips its last streams. It starts one stream further every minute, so that it skips others each time.
 *
 * @returns every stream once, with its index
 */
function fromAnotherEveryMinute(
	streams: readonly StreamToEvaluate[],
	nowMs: number,
): (readonly [index: number, stream: StreamToEvaluate])[] {
	const indexed = [...streams.entries()];
	const first = Math.floor(nowMs / SWEEP_SHIFT_MS) % Math.max(1, streams.length);
	return [...indexed.slice(first), ...indexed.slice(0, first)];
}

type Result =
	| { readonly kind: "evaluated"; readonly evaluation: Evaluation }
	| { readonly kind: "failed"; readonly streamName: string; readonly error: unknown };

async function evaluated(ports: Ports, stream: StreamToEvaluate, wakeup: Wakeup): Promise<Result> {
	try {
		return { kind: "evaluated", evaluation: await evaluateStream(ports, stream, wakeup) };
	} catch (error) {
		return { kind: "failed", streamName: stream.streamName, error };
	}
}

function report(ports: Ports, results: readonly Result[]): Evaluation[] {
	const failed = results.filter((result) => result.kind === "failed");
	nonThrowingTelemetry(ports.telemetry).log(failed.length === 0 ? "info" : "error", LOG_EVENTS.swept, {
		streamCount: results.length,
		failedStreamNames: failed.map(({ streamName }) => streamName),
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

/**
 * DescribeLimits allows one call a second for the whole account. One answer serves all streams of a sweep, less the shards that the sweep's
 * own reshards may open: those are no longer free for the next stream.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html (read 2026-11-23)
 */
function withAccountDescribedOnce(stream: StreamPort): StreamPort {
	let account: ReturnType<StreamPort["describeAccount"]> | undefined;
	let openedShardCount = 0;
	return {
		describe: (streamName) => stream.describe(streamName),
		describeAccount: async () => {
			account ??= stream.describeAccount();
			const described = await account;
			if (described.kind === "no-data") return described;
			return { ...described, openShardCount: described.openShardCount + openedShardCount };
		},
		updateShardCount: async (streamName, targetShardCount) => {
			const answer = await stream.updateShardCount(streamName, targetShardCount);
			if (answer.kind === "accepted") openedShardCount += shortLivedShardsNeeded(answer.currentShardCount, answer.targetShardCount);
			return answer;
		},
	};
}

import { type LoadDatapoint, rate } from "@headroom/engine";
import { type ReplayedLoad, TraceError, type TraceReading, traceLoad, traceOfMetricSums } from "@headroom/simulator";
import { CliError } from "../errors/cli-error.ts";
import type { SessionPorts } from "../session/session-ports.ts";

const PERIOD_SECONDS = 60;

export interface StreamTrafficOptions {
	/** From this time on, milliseconds since the epoch. */
	readonly since: number;
	/** How often producers tried a record that was throttled; absent: it is asked for if it matters. */
	readonly writeAttempts?: number;
}

/**
 * A stream's own past up to now, by the minute, from the service's metrics. Offered load is incoming plus throttled.
 *
 * @throws CliError if there was no traffic, or something that changes the result has to be given
 * @throws ObservationError if CloudWatch cannot be read
 */
export async function readStreamTraffic(
	{ clock, load }: Pick<SessionPorts, "clock" | "load">,
	streamName: string,
	{ since: fromMs, writeAttempts }: StreamTrafficOptions,
): Promise<ReplayedLoad> {
	// What was read matters only to a policy that lists the signal, and which policy is replayed is decided later.
	const { minutes } = await load.read(streamName, fromMs, clock.nowMs(), ["reads"]);
	if (minutes.length < 2) {
		throw new CliError("not-found", `${streamName} had no traffic from ${new Date(fromMs).toISOString()} on.`, {
			hints: ["CloudWatch keeps minutes for 15 days.", "headroom simulate --trace <file> replays traffic from elsewhere."],
		});
	}
	const by = (sumOf: (minute: (typeof minutes)[number]) => number) => new Map(minutes.map((minute) => [minute.startMs, sumOf(minute)]));
	const { trace, assumptions } = readingOf(
		{
			incomingRecords: by(({ incomingRecords }) => incomingRecords),
			incomingBytes: by(({ incomingBytes }) => incomingBytes),
			throttledRecords: by(({ throttledRecords }) => throttledRecords),
		},
		{
			name: streamName,
			labelledPeriodSeconds: PERIOD_SECONDS,
			...(writeAttempts !== undefined && { writeAttemptsPerRecord: writeAttempts }),
		},
	);
	const timesRead = timesReadIn(minutes);
	if (timesRead === undefined) return { name: streamName, source: traceLoad(trace), assumptions };
	const reads = `Reads: consumers without enhanced fan-out read each byte ${rate(timesRead)} times, at once.`;
	return { name: streamName, source: { ...traceLoad(trace), sharedConsumers: timesRead }, assumptions: [...assumptions, reads] };
}

/** How often each accepted byte was read over the whole time: a catch-up after an outage counts where its bytes were written. */
function timesReadIn(minutes: readonly LoadDatapoint[]): number | undefined {
	let [read, written] = [0, 0];
	for (const { incomingBytes, signals } of minutes) {
		read += signals?.reads ?? 0;
		written += incomingBytes;
	}
	return read > 0 && written > 0 ? read / written : undefined;
}

function readingOf(...[sums, options]: Parameters<typeof traceOfMetricSums>): TraceReading {
	try {
		return traceOfMetricSums(sums, options);
	} catch (error) {
		throw error instanceof TraceError ? new CliError("usage", error.message, { cause: error }) : error;
	}
}

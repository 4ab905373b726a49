import { type LoadSource, traceLoad, traceOfMetricSums } from "@headroom/simulator";
import { CliError } from "../errors/cli-error.ts";
import type { SessionPorts } from "../session/session-ports.ts";

const PERIOD_SECONDS = 60;

export interface NamedTraffic {
	readonly name: string;
	readonly source: LoadSource;
}

/**
 * A stream's own past up to now, by the minute, from the service's metrics. Offered load is incoming plus throttled.
 *
 * @throws CliError if there was no traffic
 * @throws ObservationError if CloudWatch cannot be read
 */
export async function readStreamTraffic(
	{ clock, load }: Pick<SessionPorts, "clock" | "load">,
	streamName: string,
	fromMs: number,
): Promise<NamedTraffic> {
	const { minutes } = await load.read(streamName, fromMs, clock.nowMs());
	if (minutes.length < 2) {
		throw new CliError("not-found", `${streamName} had no traffic from ${new Date(fromMs).toISOString()} on.`, {
			hints: ["CloudWatch keeps minutes for 15 days.", "headroom simulate --trace <file> replays traffic from elsewhere."],
		});
	}
	const by = (sumOf: (minute: (typeof minutes)[number]) => number) => new Map(minutes.map((minute) => [minute.startMs, sumOf(minute)]));
	const trace = traceOfMetricSums(
		{
			incomingRecords: by(({ incomingRecords }) => incomingRecords),
			incomingBytes: by(({ incomingBytes }) => incomingBytes),
			throttledRecords: by(({ throttledRecords }) => throttledRecords),
		},
		// An idle minute has no datapoint.
		{ name: streamName, periodSeconds: PERIOD_SECONDS, gaps: "zero" },
	);
	return { name: streamName, source: traceLoad(trace) };
}

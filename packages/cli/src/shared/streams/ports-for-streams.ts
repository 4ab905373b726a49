import { cloudWatchLoad } from "@headroom/aws/autoscaler";
import { batchedMetricSeries, listedAlarms, listedStreams } from "@headroom/aws/people";
import type { AwsSession } from "../session/aws-session.ts";
import type { SessionPorts } from "../session/session-ports.ts";

/** Up to so many are read one by one: as many as DescribeStreamSummary's share of the account's rate gives at once. */
const ONE_BY_ONE = 3;

/**
 * The ports with which so many streams are read: a few one by one, many by what lists them, so that it takes seconds and not the account's rates. Each stream
 * is described once, however often it is asked for. It is all as of one moment: that of this call.
 */
export function portsForStreams(
	session: AwsSession,
	ports: SessionPorts,
	streams: readonly { readonly streamName: string }[],
): SessionPorts {
	const nowMs = ports.clock.nowMs();
	const read = { ...ports, clock: { nowMs: () => nowMs } };
	if (streams.length <= ONE_BY_ONE) return { ...read, stream: { ...ports.stream, describe: once(ports.stream.describe) } };
	const streamNames = streams.map(({ streamName }) => streamName);
	const { describe } = listedStreams({ client: session.kinesis(), streamNames });
	return {
		...read,
		alarms: { ...ports.alarms, ...listedAlarms({ client: session.cloudWatch() }) },
		load: cloudWatchLoad({
			client: session.cloudWatch(),
			kinesisClient: session.kinesis(),
			readSeries: batchedMetricSeries(session.cloudWatch()),
		}),
		stream: { ...ports.stream, describe: once(describe) },
	};
}

function once<Result>(describe: (streamName: string) => Promise<Result>): (streamName: string) => Promise<Result> {
	const described = new Map<string, Promise<Result>>();
	return (streamName) => {
		const known = described.get(streamName) ?? describe(streamName);
		described.set(streamName, known);
		return known;
	};
}

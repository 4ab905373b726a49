import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { LoadPort } from "@headroom/controller";
import {
	type BetweenBuckets,
	type GapPolicy,
	type LoadSource,
	readCloudWatchTrace,
	readCsvTrace,
	scaleTrace,
	type Trace,
	TraceError,
	traceLoad,
	traceOfMetricSums,
	type ValueMeaning,
} from "@headroom/simulator";
import { CliError } from "../errors/cli-error.ts";

const PERIOD_SECONDS = 60;
const SCALED_PERCENTILE = 99;

export interface NamedTraffic {
	readonly name: string;
	readonly source: LoadSource;
}

/** How a file's numbers are to be read, as the command line says it. */
export interface TraceFileOptions {
	readonly between: BetweenBuckets;
	readonly bytesPerRecord: number;
	readonly gaps: GapPolicy;
	readonly measure: ValueMeaning["measure"];
	readonly per: ValueMeaning["per"];
	/** The 99th percentile is made to fill so many shards; as it is where absent. */
	readonly p99Shards?: number;
}

/**
 * A file's traffic: what `aws cloudwatch get-metric-data` prints where its name ends in `.json`, else CSV.
 *
 * @throws CliError that names the file, each fault with its line
 */
export async function readTraceFile(path: string, options: TraceFileOptions): Promise<NamedTraffic> {
	const { bytesPerRecord, gaps, measure, per } = options;
	try {
		const trace = path.endsWith(".json")
			? readCloudWatchTrace(await readFile(path, "utf8"), { name: path, gaps, bytesPerRecord })
			: await readCsvTrace(createReadStream(path), { name: path, gaps, bytesPerRecord, meaning: { measure, per } });
		return { name: path, source: sized(trace, options) };
	} catch (error) {
		if (error instanceof TraceError || error instanceof RangeError) throw new CliError("usage", error.message, { cause: error });
		const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
		if (isMissing) throw new CliError("usage", `There is no file ${path}.`, { cause: error });
		throw error;
	}
}

function sized(trace: Trace, { between, p99Shards }: TraceFileOptions): LoadSource {
	if (p99Shards === undefined) return traceLoad(trace, between);
	return traceLoad(scaleTrace(trace, { kind: "percentile", percentile: SCALED_PERCENTILE, shardCount: p99Shards }), between);
}

/**
 * A stream's own past, by the minute, from the service's metrics: offered is what came in and what was throttled.
 *
 * @throws CliError where there was no traffic
 * @throws ObservationError where CloudWatch cannot be read
 */
export async function readStreamTraffic(load: LoadPort, streamName: string, fromMs: number, toMs: number): Promise<NamedTraffic> {
	const { minutes } = await load.read(streamName, fromMs, toMs);
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

import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
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
	type ValueMeaning,
} from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { NamedTraffic } from "../../shared/simulation/stream-traffic.ts";

const SCALED_PERCENTILE = 99;

/** How to read a file's numbers, from the command line. */
export interface TraceFileOptions {
	readonly between: BetweenBuckets;
	readonly bytesPerRecord: number;
	readonly gaps: GapPolicy;
	readonly measure: ValueMeaning["measure"];
	readonly per: ValueMeaning["per"];
	/** Scales the load so that its 99th percentile fills so many shards; no scaling if absent. */
	readonly p99Shards?: number | undefined;
}

/**
 * A file's traffic: the output of `aws cloudwatch get-metric-data` if its name ends in `.json`, else CSV.
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
		if (isMissing) throw new CliError("usage", `The file ${path} does not exist.`, { cause: error });
		throw error;
	}
}

function sized(trace: Trace, { between, p99Shards }: TraceFileOptions): LoadSource {
	if (p99Shards === undefined) return traceLoad(trace, between);
	return traceLoad(scaleTrace(trace, { kind: "percentile", percentile: SCALED_PERCENTILE, shardCount: p99Shards }), between);
}

import { createReadStream } from "node:fs";
import {
	type GapPolicy,
	type KinesisMetricName,
	type ReplayedLoad,
	readTrace,
	scaleTrace,
	TraceError,
	traceLoad,
	type ValueMeaning,
} from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import { unusableFile } from "../../shared/errors/unusable-file.ts";

const SCALED_PERCENTILE = 99;
const STANDARD_INPUT = "-";

/** How to read a file's numbers, from the command line; absent where the file itself has to say it. */
export interface TraceFileOptions {
	readonly as?: ValueMeaning;
	readonly bytesPerRecord?: number;
	readonly column?: string;
	readonly delimiter?: string;
	readonly gaps?: GapPolicy;
	readonly metric?: Readonly<Record<string, KinesisMetricName>>;
	/** Scales the load so that its 99th percentile fills so many shards; no scaling if absent. */
	readonly p99Shards?: number;
	readonly period?: number;
	readonly timeColumn?: string;
	readonly writeAttempts?: number;
}

/**
 * The traffic of a file, or of the standard input if the path is `-`: CSV, or JSON of `aws cloudwatch`, by its content.
 *
 * @throws CliError that names the file, each fault with its line
 */
export async function readTraceFile(path: string, options: TraceFileOptions): Promise<ReplayedLoad> {
	const name = path === STANDARD_INPUT ? "the standard input" : path;
	const { as, bytesPerRecord, column, delimiter, gaps, metric, p99Shards, period, timeColumn, writeAttempts } = options;
	try {
		const { trace, assumptions } = await readTrace(path === STANDARD_INPUT ? process.stdin : createReadStream(path), {
			name,
			...(as !== undefined && { meaning: as }),
			...(bytesPerRecord !== undefined && { bytesPerRecord }),
			...(column !== undefined && { valueColumn: column }),
			...(delimiter !== undefined && { delimiter }),
			...(gaps !== undefined && { gaps }),
			...(metric !== undefined && { metricsById: metric }),
			...(period !== undefined && { periodSeconds: period }),
			...(timeColumn !== undefined && { timeColumn }),
			...(writeAttempts !== undefined && { writeAttemptsPerRecord: writeAttempts }),
		});
		// As CloudWatch's datapoints: a line from middle to middle would lower each peak of one row.
		const within = "Within a period: the load is the same all through it.";
		if (p99Shards === undefined) return { name, source: traceLoad(trace), assumptions: [...assumptions, within] };
		const scaled = scaleTrace(trace, { kind: "percentile", percentile: SCALED_PERCENTILE, shardCount: p99Shards });
		const scale = `Scale: the ${SCALED_PERCENTILE}th percentile fills ${p99Shards} ${p99Shards === 1 ? "shard" : "shards"}, as given.`;
		return { name, source: traceLoad(scaled), assumptions: [...assumptions, within, scale] };
	} catch (error) {
		if (error instanceof TraceError || error instanceof RangeError) throw new CliError("usage", error.message, { cause: error });
		throw unusableFile(path, error) ?? error;
	}
}

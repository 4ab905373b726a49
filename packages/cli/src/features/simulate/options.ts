import type { GapPolicy, KinesisMetricName, ValueMeaning } from "@headroom/simulator";
import { InvalidArgumentError, Option } from "commander";
import { taking, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { WRITE_ATTEMPTS_OPTION } from "../../shared/simulation/write-attempts-option.ts";
import type { TraceFileOptions } from "./trace-file.ts";

/** The options that only a trace has. */
export const TRACE_OPTIONS = [
	"as",
	"bytesPerRecord",
	"column",
	"delimiter",
	"gaps",
	"metric",
	"p99Shards",
	"period",
	"timeColumn",
] as const;

/** The options of the command. */
export interface SimulateOptions extends TraceFileOptions {
	readonly burstiness: number;
	readonly csv?: true;
	readonly html?: string;
	readonly json?: true;
	readonly load?: string;
	readonly policy?: string;
	readonly seed: number;
	readonly since: number;
	readonly trace?: string;
	readonly who?: readonly string[];
}

const MEANINGS = ["records/bucket", "records/second", "bytes/bucket", "bytes/second"];
const GAP_POLICIES = ["zero", "hold", "linear", "refuse"] as const satisfies readonly GapPolicy[];
const KINESIS_METRIC_NAMES = [
	"IncomingRecords",
	"IncomingBytes",
	"WriteProvisionedThroughputExceeded",
] as const satisfies readonly KinesisMetricName[];
const DELIMITER_WORDS: Readonly<Record<string, string>> = { tab: "\t", "\\t": "\t" };

/** The meaning of a CSV file's values: `records/bucket`. @throws InvalidArgumentError */
const meaning = taking(MEANINGS.join(", "), (text): ValueMeaning => {
	if (!MEANINGS.includes(text)) throw new InvalidArgumentError(`It must be one of ${MEANINGS.join(", ")}.`);
	const [measure, per] = text.split("/");
	return { measure, per } as ValueMeaning;
});

/** @throws InvalidArgumentError */
const gapPolicy = taking(GAP_POLICIES.join(", "), (text): GapPolicy => {
	const policy = GAP_POLICIES.find((known) => known === text);
	if (policy === undefined) throw new InvalidArgumentError(`It must be one of ${GAP_POLICIES.join(", ")}.`);
	return policy;
});

/** One character, or `tab`. @throws InvalidArgumentError */
const delimiter = taking('one character, or "tab"', (text) => {
	const character = DELIMITER_WORDS[text] ?? text;
	if (character.length !== 1 || /["\r\n]/.test(character)) throw new InvalidArgumentError('It must be one character, or "tab".');
	return character;
});

/** `m1=IncomingRecords`; may be given several times. @throws InvalidArgumentError */
const metricOfSeries = taking("m1=IncomingRecords", (text, before: Readonly<Record<string, KinesisMetricName>> = {}) => {
	const at = text.lastIndexOf("=");
	const metric = KINESIS_METRIC_NAMES.find((name) => name === text.slice(at + 1));
	if (at < 1 || metric === undefined)
		throw new InvalidArgumentError(`It must be <series>=<metric>, the metric one of ${KINESIS_METRIC_NAMES.join(", ")}.`);
	return { ...before, [text.slice(0, at)]: metric };
});

/** How to read a trace, where its content leaves that open. */
export function traceReadingOptions(): readonly Option[] {
	const [attempts, ofAttempts, count] = WRITE_ATTEMPTS_OPTION;
	return [
		new Option("--as <meaning>", "meaning of CSV values").argParser(meaning),
		new Option("--period <seconds>", "length of the trace's periods").argParser(wholeNumber(1, 86_400)),
		new Option("--gaps <how>", "fill gaps: zero, hold, linear, or refuse").argParser(gapPolicy),
		new Option("--metric <series=metric>", "which series is which metric, repeatable").argParser(metricOfSeries),
		new Option("--column <name>", "the CSV column with the value, or its number"),
		new Option("--time-column <name>", "the CSV column with the time, or its number"),
		new Option("--delimiter <character>", "between CSV columns, or tab").argParser(delimiter),
		new Option(attempts, ofAttempts).argParser(count),
	];
}

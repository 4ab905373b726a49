import { ServiceError } from "@headroom/emulators";
import { awsJsonAnswer } from "../../endpoint/aws-json.ts";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { TARGET_PREFIXES } from "../../endpoint/service-of-request.ts";
import type { LogLine } from "./function-logs.ts";

/** The log groups, each with its lines, the oldest first. */
export interface LogGroups {
	readonly names: readonly string[];
	linesOf(logGroupName: string): readonly LogLine[];
}

/**
 * Most events of one answer.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html read 2026-11-25
 */
const MAXIMUM_EVENTS = 10_000;
const LOG_STREAM = "local-cloud";

/**
 * The part of CloudWatch Logs that a search needs: DescribeLogGroups by prefix, and FilterLogEvents by time and by terms that a line must
 * contain. Patterns of JSON fields and of columns are refused, not ignored.
 */
export function logsHandle(groups: LogGroups, onInternalError: (error: unknown) => void): Handle {
	const answer = awsJsonAnswer({
		targetPrefix: TARGET_PREFIXES.logs,
		contentType: "application/x-amz-json-1.1",
		operate: (operation, input) => operate(groups, operation, { ...input }),
		onInternalError,
	});
	return handleOf(answer, onInternalError);
}

type Input = Readonly<Record<string, unknown>>;

function operate(groups: LogGroups, operation: string, input: Input): object {
	switch (operation) {
		case "DescribeLogGroups":
			return describeLogGroups(groups, input);
		case "FilterLogEvents":
			return filterLogEvents(groups, input);
		default:
			throw new ServiceError(
				"UnknownOperationException",
				`The local cloud serves DescribeLogGroups and FilterLogEvents of CloudWatch Logs, not ${operation}.`,
			);
	}
}

function describeLogGroups({ names }: LogGroups, input: Input): object {
	const prefix = optionalText(input, "logGroupNamePrefix") ?? "";
	return { logGroups: names.filter((name) => name.startsWith(prefix)).map((logGroupName) => ({ logGroupName })) };
}

function filterLogEvents(groups: LogGroups, input: Input): object {
	const name = optionalText(input, "logGroupName") ?? optionalText(input, "logGroupIdentifier") ?? "";
	if (!groups.names.includes(name)) throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
	const terms = termsOf(optionalText(input, "filterPattern") ?? "");
	const startTime = optionalWholeNumber(input, "startTime") ?? 0;
	const endTime = optionalWholeNumber(input, "endTime") ?? Number.MAX_SAFE_INTEGER;
	const limit = Math.min(MAXIMUM_EVENTS, optionalWholeNumber(input, "limit") ?? MAXIMUM_EVENTS);
	const after = Number(optionalText(input, "nextToken") ?? 0);
	if (!Number.isInteger(after)) throw new ServiceError("InvalidParameterException", "The specified nextToken is invalid.");
	const found = groups
		.linesOf(name)
		.filter(
			({ atMs, line, sequence }) => sequence > after && atMs >= startTime && atMs <= endTime && terms.every((term) => line.includes(term)),
		);
	const page = found.slice(0, limit);
	const last = page.at(-1);
	return {
		events: page.map(({ atMs, line, sequence }) => ({
			logStreamName: LOG_STREAM,
			timestamp: Math.floor(atMs),
			ingestionTime: Math.floor(atMs),
			message: line,
			eventId: String(sequence),
		})),
		searchedLogStreams: [],
		...(last !== undefined && found.length > limit ? { nextToken: String(last.sequence) } : {}),
	};
}

/**
 * Words, or phrases in quotes, that a line must all contain.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html read 2026-11-25
 */
function termsOf(filterPattern: string): readonly string[] {
	const terms: string[] = [];
	for (const [whole, quoted] of filterPattern.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)) {
		if (quoted !== undefined) terms.push(quoted.replaceAll(/\\(.)/g, "$1"));
		else if (/^[A-Za-z0-9_]+$/.test(whole)) terms.push(whole);
		else {
			throw new ServiceError(
				"InvalidParameterException",
				`Invalid filter pattern: the local cloud knows words, and phrases in double quotes, not ${whole}.`,
			);
		}
	}
	return terms;
}

function optionalText(input: Input, name: string): string | undefined {
	const value = input[name];
	if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
	throw new ServiceError("InvalidParameterException", `${name} must be a string.`);
}

function optionalWholeNumber(input: Input, name: string): number | undefined {
	const value = input[name];
	if (value === undefined || value === null) return undefined;
	if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
	throw new ServiceError("InvalidParameterException", `${name} must be a whole number, 0 or more.`);
}

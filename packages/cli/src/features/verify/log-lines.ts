import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { functionLogGroup } from "@headroom/config";
import type { AwsSession } from "../../shared/session/aws-session.ts";

/** A line of a function that is JSON, as all of ours are. */
export interface FunctionLine {
	readonly atMs: number;
	readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * What a function has logged since a moment, the oldest first.
 *
 * @param words each of which a line must contain: a word, or several joined by dots or dashes
 * @returns nothing for a function that was never invoked, which has no log group
 */
export async function functionLines(
	session: AwsSession,
	functionName: string,
	fromMs: number,
	words: readonly string[],
): Promise<readonly FunctionLine[]> {
	const search = {
		logGroupName: functionLogGroup(functionName),
		filterPattern: words.map((word) => `"${word}"`).join(" "),
		startTime: Math.floor(fromMs),
	};
	const lines: FunctionLine[] = [];
	try {
		for await (const { events = [] } of paginateFilterLogEvents({ client: session.logs() }, search)) {
			for (const { message = "", timestamp = 0 } of events) {
				const fields = parseObject(message);
				if (fields !== undefined) lines.push({ atMs: timestamp, fields });
			}
		}
	} catch (error) {
		if (sdkFault(error).kind === "not-found") return [];
		throw error;
	}
	return lines;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === "object" && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined;
	} catch {
		return undefined;
	}
}

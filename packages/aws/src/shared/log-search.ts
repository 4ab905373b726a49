import { type CloudWatchLogsClient, paginateDescribeLogGroups, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { type LogLine, LogSearchError, type LogSearchPort } from "@headroom/voting";
import { faultMessage, sdkFault } from "./sdk-errors.ts";

export interface CloudWatchLogSearchOptions {
	readonly client: CloudWatchLogsClient;
	/** Full names. A group that does not exist yet has no lines: a function that was never invoked has no log group. */
	readonly logGroupNames: readonly string[];
	/** Every group whose name begins with this is searched, too. */
	readonly logGroupNamePrefix: string;
	/** Only lines from this time on. A search reads everything that was written since, at about a megabyte a page. */
	readonly fromMs: number;
}

/**
 * Searches CloudWatch Logs with FilterLogEvents: free of charge, and finds lines within seconds. Logs Insights would be faster over days of
 * a busy group, but costs by the gigabyte that it reads.
 */
export function cloudWatchLogSearch(options: CloudWatchLogSearchOptions): LogSearchPort {
	const { client, fromMs, logGroupNamePrefix, logGroupNames } = options;

	async function searchedGroups(): Promise<readonly string[]> {
		const names = new Set(logGroupNames);
		for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
			for (const { logGroupName } of page.logGroups ?? []) if (logGroupName !== undefined) names.add(logGroupName);
		}
		return [...names];
	}

	async function linesOf(logGroupName: string, text: string): Promise<readonly LogLine[]> {
		const lines: LogLine[] = [];
		const search = { logGroupName, filterPattern: quoted(text), startTime: Math.floor(fromMs) };
		try {
			for await (const page of paginateFilterLogEvents({ client }, search)) {
				for (const { message = "", timestamp = 0 } of page.events ?? [])
					lines.push({ atMs: timestamp, logGroup: logGroupName, text: message });
			}
		} catch (error) {
			if (sdkFault(error).kind === "not-found") return [];
			throw error;
		}
		return lines;
	}

	let groups: Promise<readonly string[]> | undefined;
	return {
		async find(text) {
			try {
				groups ??= searchedGroups();
				const found = await Promise.all((await groups).map((name) => linesOf(name, text)));
				return found.flat().sort((left, right) => left.atMs - right.atMs);
			} catch (error) {
				groups = undefined;
				const fault = sdkFault(error);
				throw new LogSearchError(faultMessage(fault, "logs:FilterLogEvents", `log groups ${logGroupNames.join(", ")}`), {
					code: `log-search.${fault.kind}`,
					retryable: fault.retryable,
					cause: error,
				});
			}
		},
	};
}

/**
 * One term that a line must contain.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html read 2026-11-25
 */
function quoted(text: string): string {
	return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

import { parseWholeNumber } from "@headroom/config";
import { type AwsResponse, plainJson } from "./endpoint/aws-http.ts";
import type { Neighbour } from "./neighbour.ts";
import type { FunctionLogs } from "./services/logs/function-logs.ts";
import type { Timeline } from "./timeline.ts";

const PREFIX = "/_local-cloud/";

export function isControlRequest(url: string): boolean {
	return url.startsWith(PREFIX);
}

export interface Controlled {
	readonly timeline: Timeline;
	readonly logs: FunctionLogs;
	readonly neighbour: Neighbour;
}

/** Ten shards' worth, and more than the demo needs. */
const MOST_NEIGHBOUR_RECORDS_PER_SECOND = 10_000;

/** The local cloud's own pages, for people, the demo and tests: health, events, the functions' lines, and the neighbour. */
export function answerControl(method: string, url: string, { logs, neighbour, timeline }: Controlled): AwsResponse {
	const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
	switch (pathname) {
		case "/_local-cloud/health":
			return plainJson(200, { status: "ok", memoryBytes: process.memoryUsage.rss() });
		case "/_local-cloud/events": {
			const after = Number(searchParams.get("after") ?? "0");
			if (!Number.isInteger(after) || after < 0) return plainJson(400, refusal("after must be a whole number, 0 or more."));
			return plainJson(200, { events: timeline.eventsAfter(after, Date.now()) });
		}
		case "/_local-cloud/logs":
			return plainJson(200, { lines: logs.find(searchParams.get("filter") ?? "") });
		case "/_local-cloud/neighbour": {
			if (method !== "POST") return plainJson(200, neighbour.state);
			const recordsPerSecond = parseWholeNumber(searchParams.get("recordsPerSecond") ?? "", 0, MOST_NEIGHBOUR_RECORDS_PER_SECOND);
			if (recordsPerSecond === undefined)
				return plainJson(400, refusal(`recordsPerSecond must be a whole number from 0 to ${MOST_NEIGHBOUR_RECORDS_PER_SECOND}.`));
			neighbour.write(recordsPerSecond);
			return plainJson(200, neighbour.state);
		}
		default:
			return plainJson(
				404,
				refusal(
					`${pathname} does not exist. The pages are /_local-cloud/health, /_local-cloud/events?after=N, /_local-cloud/logs?filter=text and /_local-cloud/neighbour.`,
				),
			);
	}
}

function refusal(message: string): object {
	return { error: { code: "local-cloud.bad-request", message } };
}

import { type AwsResponse, plainJson } from "./endpoint/aws-http.ts";
import type { FunctionLogs } from "./services/logs/function-logs.ts";
import type { Timeline } from "./timeline.ts";

const PREFIX = "/_local-cloud/";

export function isControlRequest(url: string): boolean {
	return url.startsWith(PREFIX);
}

/** The local cloud's own pages, for people, the demo and tests: health, events, and the functions' lines. */
export function answerControl(url: string, timeline: Timeline, logs: FunctionLogs): AwsResponse {
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
		default:
			return plainJson(
				404,
				refusal(
					`${pathname} does not exist. The pages are /_local-cloud/health, /_local-cloud/events?after=N and /_local-cloud/logs?filter=text.`,
				),
			);
	}
}

function refusal(message: string): object {
	return { error: { code: "local-cloud.bad-request", message } };
}

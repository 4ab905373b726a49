import { type AwsResponse, plainJson } from "./endpoint/aws-http.ts";
import type { FunctionLogs } from "./function-logs.ts";
import type { Timeline } from "./timeline.ts";

const PREFIX = "/_stage/";

export function isControlRequest(url: string): boolean {
	return url.startsWith(PREFIX);
}

/** The stage's own pages, for people, the demo and tests: health, what happened, what the functions printed. */
export function answerControl(url: string, timeline: Timeline, logs: FunctionLogs): AwsResponse {
	const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
	switch (pathname) {
		case "/_stage/health":
			return plainJson(200, { status: "ok", memoryBytes: process.memoryUsage.rss() });
		case "/_stage/events": {
			const after = Number(searchParams.get("after") ?? "0");
			if (!Number.isInteger(after) || after < 0) return plainJson(400, refusal("after must be a whole number, 0 or more."));
			return plainJson(200, { events: timeline.eventsAfter(after, Date.now()) });
		}
		case "/_stage/logs":
			return plainJson(200, { lines: logs.find(searchParams.get("filter") ?? "") });
		default:
			return plainJson(
				404,
				refusal(`There is no ${pathname}; there are /_stage/health, /_stage/events?after=N and /_stage/logs?filter=text.`),
			);
	}
}

function refusal(message: string): object {
	return { error: { code: "stage.bad-request", message } };
}

import { activeOverride, HistoryError } from "@headroom/controller";
import { describeOverride, type Override } from "@headroom/engine";
import { span } from "../../../shared/format/time.ts";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

const DAY_MS = 86_400_000;

/** Finds streams that nobody scales for days. */
export function checkLongOverrides(context: CheckContext): Promise<readonly Finding[]> {
	const { clock, history: histories } = context.ports;
	return checkEachStream(context, async ({ streamName }) => {
		const nowMs = clock.nowMs();
		try {
			const { history } = await histories.load(streamName, nowMs);
			return longOverrideFindings(streamName, activeOverride({ history }, nowMs), nowMs);
		} catch (error) {
			// The check of the histories says so.
			if (error instanceof HistoryError && error.code === "history.malformed") return [];
			throw error;
		}
	});
}

/** From the second day on. One of an earlier version does not say since when it is there: then from how long it goes on. */
export function longOverrideFindings(streamName: string, override: Override, nowMs: number): readonly Finding[] {
	if (override.kind === "none") return [];
	const { kind, sinceMs, untilMs } = override;
	const isLong = sinceMs === undefined ? untilMs - nowMs > DAY_MS : nowMs - sinceMs >= DAY_MS;
	if (!isLong) return [];
	const since = sinceMs === undefined ? "" : ` It has been so for ${span(nowMs - sinceMs)}.`;
	return [
		{
			severity: "warning",
			code: "stream.overridden-for-days",
			where: streamName,
			says: `Nobody scales ${streamName}: it is ${describeOverride(override)}.${since}`,
			fix: [`headroom ${kind === "pause" ? "resume" : "release"} ${streamName}`],
		},
	];
}

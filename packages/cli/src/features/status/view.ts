import { activeOverride, isLeaseActive } from "@headroom/controller";
import {
	describeOverride,
	type Override,
	type Policy,
	RESHARDS_PER_ROLLING_DAY,
	summarize,
	utcSecond,
	whole,
	writtenSummary,
} from "@headroom/engine";
import { faultLines } from "../../shared/format/fault-lines.ts";
import { table } from "../../shared/format/table.ts";
import { ago, iso, until } from "../../shared/format/time.ts";
import { overrideJson } from "../../shared/override/override-json.ts";
import { fastSignalJson, fastSignalSentence } from "../../shared/streams/fast-signal.ts";
import type { StreamFault } from "../../shared/streams/stream-fault.ts";
import type { Colors, Terminal } from "../../shared/terminal/terminal.ts";
import { lastSentence, type StatusAlarm, type StreamStatus } from "./stream-status.ts";
import { utilizationBar } from "./utilization-bar.ts";

const COLUMNS = [
	{ title: "stream" },
	{ title: "shards", align: "right" },
	{ title: "utilization" },
	{ title: "throttled", align: "right" },
	{ title: "alarms" },
	{ title: "state" },
	{ title: "left", align: "right" },
] as const;

/** The table, and under it the details of each stream that do not fit into a column. */
export function statusView(terminal: Terminal, statuses: readonly StreamStatus[], faults: readonly StreamFault[], nowMs: number): string {
	const { colors } = terminal;
	const details = statuses.flatMap((status) => detailLines(status, nowMs, colors));
	const rows = statuses.map((status) => row(status, nowMs, colors));
	if (rows.length + faults.length === 0) return "No stream is managed.";
	return [
		...(rows.length === 0 ? [] : [table(terminal, COLUMNS, rows)]),
		...(details.length === 0 ? [] : ["", ...details]),
		...faultLines(terminal, faults),
	].join("\n");
}

function row(status: StreamStatus, nowMs: number, colors: Colors): string[] {
	const { preview, stream, throttledRecords } = status;
	const { decision, snapshot } = preview;
	const { budget, measured } = decision;
	return [
		colors.bold(stream.streamName),
		whole(snapshot.stream.openShardCount),
		utilizationBar(measured.kind === "no-data" ? undefined : measured.utilization, stream.policy, colors),
		throttledRecords === undefined ? "no data" : throttledRecords > 0 ? colors.red(whole(throttledRecords)) : "0",
		alarmWords(status, colors),
		stateWords(status, nowMs, colors),
		`${budget.left} of ${RESHARDS_PER_ROLLING_DAY}`,
	];
}

/** What is wrong first: an alarm that is missing or wakes nobody is not OK, whatever the others say. */
function alarmWords({ alarms, missingAlarms }: StreamStatus, colors: Colors): string {
	if (alarms.length === 0) return colors.red("none there");
	const disabled = alarms.filter(({ isDisabled }) => isDisabled).map(({ kind }) => kind);
	const broken = [
		...(missingAlarms.length === 0 ? [] : [`MISSING ${missingAlarms.join(" ")}`]),
		...(disabled.length === 0 ? [] : [`DISABLED ${disabled.join(" ")}`]),
	];
	const states = alarmStateWords(alarms, colors);
	return broken.length === 0
		? states
		: [colors.red(broken.join(", ")), ...(alarms.some(({ state }) => state === "ALARM") ? [states] : [])].join(", ");
}

function alarmStateWords(alarms: readonly StatusAlarm[], colors: Colors): string {
	const ringing = alarms.filter(({ state }) => state === "ALARM").map(({ kind }) => kind);
	if (ringing.length > 0) return colors.red(`ALARM ${ringing.join(" ")}`);
	const silent = alarms.filter(({ state }) => state === "INSUFFICIENT_DATA").length;
	return silent === 0 ? colors.green("OK") : `OK, ${silent} no data`;
}

function stateWords({ preview }: StreamStatus, nowMs: number, colors: Colors): string {
	const state = streamStateWords(preview, colors);
	const { kind } = activeOverride({ history: preview.snapshot.known.history }, nowMs);
	return kind === "none" ? state : `${state} ${colors.yellow(kind === "pause" ? "PAUSED" : "HELD")}`;
}

function streamStateWords(preview: StreamStatus["preview"], colors: Colors): string {
	const described = preview.snapshot.stream;
	if (described.streamMode === "ON_DEMAND") return colors.red("ON_DEMAND");
	return described.streamStatus === "ACTIVE" ? "ACTIVE" : colors.yellow(described.streamStatus);
}

function detailLines(status: StreamStatus, nowMs: number, colors: Colors): string[] {
	const { lastDecision, preview, stream } = status;
	const override = activeOverride(preview.snapshot.known, nowMs);
	const { nextFreeAtMs } = preview.decision.budget;
	const when = lastDecision === undefined ? "now" : ago(lastDecision.decision.decidedAtMs, nowMs);
	return [
		`${colors.bold(stream.streamName)}  ${lastSentence(status)} ${colors.dim(`(${when})`)}`,
		...(override.kind === "none" ? [] : [`  ${colors.yellow(overrideWords(override, stream.policy, nowMs))}`]),
		...(nextFreeAtMs === undefined ? [] : [`  The next reshard is free again at ${until(nextFreeAtMs, nowMs)}.`]),
		`  ${colors.dim(fastSignalSentence(status.fastSignal))}`,
		...(preview.metricsError === undefined ? [] : [`  ${colors.red(preview.metricsError.message)}`]),
	];
}

/** Marked once it lasts, or will last, for longer than the policy lets one. */
function overrideWords(override: Exclude<Override, { readonly kind: "none" }>, policy: Policy, nowMs: number): string {
	const { sinceMs, untilMs } = override;
	const isLong = untilMs - (sinceMs ?? nowMs) > policy.maxOverrideSeconds * 1000;
	const since = sinceMs === undefined ? "" : ` Since ${utcSecond(sinceMs)}, ${ago(sinceMs, nowMs)}.`;
	return `${isLong ? "! " : ""}${describeOverride(override)}.${since}${isLong ? " That is longer than its policy's maxOverride." : ""}`;
}

/** A stream in `status --json`. */
export function statusJson({ alarms, fastSignal, lastDecision, missingAlarms, preview, stream, throttledRecords }: StreamStatus): object {
	const { decision, snapshot } = preview;
	const { budget, measured } = decision;
	const { known, observedAtMs, stream: described } = snapshot;
	const { lease } = known;
	return {
		streamName: stream.streamName,
		source: stream.source,
		openShardCount: described.openShardCount,
		streamMode: described.streamMode,
		streamStatus: described.streamStatus,
		utilization: measured.kind === "no-data" ? null : measured.utilization,
		throttledRecordsLast15Minutes: throttledRecords ?? null,
		alarms: alarms.map(({ alarmName, isDisabled, kind, state }) => ({ alarmName, kind, state, isDisabled })),
		missingAlarms,
		fastSignal: fastSignalJson(fastSignal),
		reshards: { used: budget.used, left: budget.left, nextFreeAt: budget.nextFreeAtMs === undefined ? null : iso(budget.nextFreeAtMs) },
		override: overrideJson(activeOverride({ history: known.history }, observedAtMs)),
		personReshard: !isLeaseActive(lease, observedAtMs)
			? null
			: { by: lease.by, reason: lease.reason, targetShardCount: lease.targetShardCount, startedAt: iso(lease.startedAtMs) },
		decision: { kind: decision.kind, says: summarize(decision) },
		lastDecision:
			lastDecision === undefined
				? null
				: {
						at: iso(lastDecision.decision.decidedAtMs),
						kind: lastDecision.decision.kind,
						outcome: lastDecision.outcome.kind,
						says: writtenSummary(lastDecision.decision),
					},
		...(preview.metricsError === undefined ? {} : { metricsFault: preview.metricsError.message }),
	};
}

import type { Override } from "@headroom/engine";
import { utcSecond } from "../notify/utc-second.ts";
import type { ManualReshardLease, StreamHistory } from "../ports/ports.ts";

/**
 * What keeps the autoscaler from acting now: the person's override, or a person at work on the stream, whose steps it must not undo. An
 * override whose end has passed is none; one whose end is no number stands.
 */
export function activeOverride({ history, run }: Pick<StreamHistory, "history" | "run">, nowMs: number): Override {
	const { override } = history;
	if (override.kind !== "none" && !(override.untilMs <= nowMs)) return override;
	if (!isRunning(run, nowMs)) return { kind: "none" };
	const { by, fromShardCount, reason, targetShardCount, untilMs } = run;
	return { kind: "hold", untilMs, by, reason: `scaling ${fromShardCount} → ${targetShardCount}: ${reason}` };
}

/** A run that nobody has renewed in time is over: its process has died. */
export function isRunning(run: ManualReshardLease | undefined, nowMs: number): run is ManualReshardLease {
	return run !== undefined && run.untilMs > nowMs;
}

/** "paused by ana until 2026-11-25 14:00:00 UTC: load test"; undefined where nothing is in force. */
export function overrideWords(override: Override): string | undefined {
	if (override.kind === "none") return undefined;
	const { by, kind, reason, untilMs } = override;
	const until = Number.isFinite(untilMs) ? `until ${utcSecond(untilMs)}` : "with an end that is no number";
	return `${kind === "pause" ? "paused" : "held at its count"} by ${by} ${until}: ${reason}`;
}

export function isSameOverride(one: Override, other: Override): boolean {
	if (one.kind === "none" || other.kind === "none") return one.kind === other.kind;
	return one.kind === other.kind && one.untilMs === other.untilMs && one.by === other.by && one.reason === other.reason;
}

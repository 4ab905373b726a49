import { MAX_EPOCH_MS, type Override } from "@headroom/engine";
import { undoOfAct } from "../acts/undo-act.ts";
import { ErrorCollector } from "../error-collector.ts";
import { scheduleRecheck } from "../evaluate/schedule-recheck.ts";
import { loadHistory } from "../evaluate/stream-snapshot.ts";
import { activeOverride, isSameOverride } from "../history/active-override.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import { notifyOnce } from "../notify/notify-once.ts";
import { overrideMessage } from "../notify/override-message.ts";
import type { ActChange, PersonAct } from "../ports/acts-port.ts";
import type { Ports } from "../ports/ports.ts";
import { MAX_RECHECK_DELAY_SECONDS } from "../ports/recheck-port.ts";
import { assertReason } from "./reason.ts";

export interface OverrideRequest {
	readonly streamName: string;
	/** `none` ends the active override. */
	readonly override: Override;
	/** Who sets or ends it. */
	readonly by: string;
	/** The whole ARN of who sets or ends it, for the history. */
	readonly identity?: string | undefined;
	/** Why it is ended; an override has its own reason. */
	readonly reason?: string | undefined;
	/** Whose stream it is, by its policy. */
	readonly team?: string | undefined;
	/** The active override that the person saw; absent if it does not matter. A different one now means that somebody else came first. */
	readonly replaces?: Override | undefined;
}

export type OverrideOutcome =
	/** `replaced`: the override before. `incomplete`: messages and re-checks that failed. */
	| { readonly kind: "set"; readonly replaced: Override; readonly incomplete: readonly string[] }
	/** The same override was active already. */
	| { readonly kind: "unchanged"; readonly standing: Override }
	/** Somebody else came first: their override. */
	| { readonly kind: "lost-race"; readonly standing: Override };

export interface OverrideOptions {
	/** Collects messages and re-checks that failed. */
	readonly errors?: ErrorCollector;
	/** An earlier call failed: what it wanted may be written, and its message not sent. */
	readonly isRetry?: boolean;
}

/** Evaluations write, too; each try reads anew. */
const MAX_TRIES = 8;

const NO_REASON = "no reason given";

/**
 * Set, replace or end a person's override. People get a message, and a re-check of the stream follows the end of the override.
 *
 * @throws RangeError the end is not in the future, there is no author or reason, or the reason is too long or has control characters
 * @throws HistoryError nothing was set
 */
export async function setOverride(
	ports: Ports,
	request: OverrideRequest,
	{ errors = new ErrorCollector(), isRetry = false }: OverrideOptions = {},
): Promise<OverrideOutcome> {
	const { override: wanted, replaces, streamName } = request;
	assertSayable(wanted, ports.clock.nowMs());
	let seen = replaces;
	for (let tries = 0; tries < MAX_TRIES; tries += 1) {
		const nowMs = ports.clock.nowMs();
		const { history, revision } = await loadHistory(ports, streamName, nowMs);
		// A lease is no override, and an override does not end it.
		const standing = activeOverride({ history }, nowMs);
		const override = sinceItBegan(wanted, standing, nowMs);
		// A later try finds what this call wrote before its answer was lost: no message was sent yet.
		const isWritten = isSameOverride(standing, override);
		if (isWritten && tries === 0 && !isRetry) return { kind: "unchanged", standing };
		if (!isWritten && seen !== undefined && !isSameOverride(seen, standing)) return { kind: "lost-race", standing };
		const replaced = isWritten ? (seen ?? standing) : standing;
		if (isWritten || (await ports.history.putOverride(streamName, override, revision)).kind === "recorded")
			return { kind: "set", replaced, incomplete: await sayOverride(ports, { ...request, override }, replaced, errors) };
		seen = standing;
	}
	return { kind: "lost-race", standing: seen ?? { kind: "none" } };
}

async function sayOverride(ports: Ports, request: OverrideRequest, replaced: Override, errors: ErrorCollector): Promise<string[]> {
	const { by, identity, override, reason = NO_REASON, streamName, team } = request;
	const quiet = { ...ports, telemetry: nonThrowingTelemetry(ports.telemetry) };
	const nowMs = ports.clock.nowMs();
	const act: PersonAct = {
		streamName,
		atMs: nowMs,
		by,
		...(identity === undefined ? {} : { identity }),
		reason: override.kind === "none" ? reason : override.reason,
		change: changeOf(override, replaced),
	};
	await errors.capture(ports.history.recordAct(act));
	const message = overrideMessage(streamName, override, replaced, by, nowMs, { undo: undoOfAct(act, nowMs), endReason: request.reason });
	await notifyOnce(quiet, { ...message, ...(team === undefined ? {} : { team }) }, undefined, errors);
	await recheckAfterOverride(quiet, streamName, override, errors);
	return errors.reasons();
}

/**
 * Evaluate the stream again when the override ends: at once if it ends now; by a re-check if its delay reaches so far; else by the sweep,
 * which comes within a minute.
 */
export async function recheckAfterOverride(ports: Ports, streamName: string, override: Override, errors: ErrorCollector): Promise<void> {
	const untilMs = override.kind === "none" ? 0 : override.untilMs;
	// A second more, so that it is not too early.
	const delaySeconds = untilMs === 0 ? 0 : Math.ceil((untilMs - ports.clock.nowMs()) / 1000) + 1;
	if (delaySeconds > MAX_RECHECK_DELAY_SECONDS) return;
	await scheduleRecheck(ports, { streamName, reason: "override-ended", delaySeconds }, errors);
}

function changeOf(override: Override, replaced: Override): ActChange {
	if (override.kind !== "none") return { kind: override.kind, untilMs: override.untilMs, replaced };
	return { kind: replaced.kind === "hold" ? "release" : "resume", ended: replaced };
}

/** Whoever extends a pause every day has a stream that was paused for days. */
function sinceItBegan(wanted: Override, standing: Override, nowMs: number): Override {
	if (wanted.kind === "none") return wanted;
	return { ...wanted, sinceMs: (standing.kind === wanted.kind ? standing.sinceMs : undefined) ?? nowMs };
}

function assertSayable(override: Override, nowMs: number): void {
	if (override.kind === "none") return;
	const { by, reason, untilMs } = override;
	if (!Number.isFinite(untilMs) || untilMs <= nowMs || untilMs > MAX_EPOCH_MS) {
		throw new RangeError(`An override must end in the future, and at a time that a calendar has, not at ${untilMs}.`);
	}
	if (by.trim() === "" || reason.trim() === "") throw new RangeError("An override must say who set it and why.");
	assertReason(reason);
}

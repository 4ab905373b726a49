import { MAX_EPOCH_MS, type Override } from "@headroom/engine";
import { ErrorCollector } from "../error-collector.ts";
import { scheduleRecheck } from "../evaluate/schedule-recheck.ts";
import { loadHistory } from "../evaluate/stream-snapshot.ts";
import { activeOverride, isSameOverride } from "../history/active-override.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import { notifyOnce } from "../notify/notify-once.ts";
import { overrideMessage } from "../notify/override-message.ts";
import type { Ports } from "../ports/ports.ts";
import { MAX_RECHECK_DELAY_SECONDS } from "../ports/recheck-port.ts";
import { assertReason } from "./reason.ts";

export interface OverrideRequest {
	readonly streamName: string;
	/** `none` ends what stands. */
	readonly override: Override;
	/** Who asks, also where it is ended. */
	readonly by: string;
	/** What the person has seen to be in force; absent where it does not matter. Another one now means that somebody else was first. */
	readonly replaces?: Override | undefined;
}

export type OverrideOutcome =
	/** `replaced`: what was in force before. `incomplete`: what could not be told or scheduled. */
	| { readonly kind: "set"; readonly replaced: Override; readonly incomplete: readonly string[] }
	/** It was so already. */
	| { readonly kind: "unchanged"; readonly standing: Override }
	/** Somebody else was first: what stands now. */
	| { readonly kind: "lost-race"; readonly standing: Override };

/** Evaluations write as well; each try reads anew. */
const MAX_TRIES = 8;

/**
 * Set, replace or end a person's override. People get a message, and the stream is looked at again soon after the override ends.
 *
 * @param errors collects what could not be sent or scheduled
 * @throws RangeError an override whose end is not in the future, that says neither who nor why, or whose reason cannot be taken
 * @throws HistoryError nothing was set
 */
export async function setOverride(
	ports: Ports,
	{ by, override, replaces, streamName }: OverrideRequest,
	errors: ErrorCollector = new ErrorCollector(),
): Promise<OverrideOutcome> {
	assertSayable(override, ports.clock.nowMs());
	let seen = replaces;
	for (let tries = 0; tries < MAX_TRIES; tries += 1) {
		const nowMs = ports.clock.nowMs();
		const { history, revision } = await loadHistory(ports, streamName, nowMs);
		// A person at work is no override, and is not ended by one.
		const standing = activeOverride({ history }, nowMs);
		// At a later try it is what this one wrote, and whose answer was lost: nobody has said it yet.
		const isWritten = isSameOverride(standing, override);
		if (isWritten && tries === 0) return { kind: "unchanged", standing };
		if (!isWritten && seen !== undefined && !isSameOverride(seen, standing)) return { kind: "lost-race", standing };
		const replaced = isWritten ? (seen ?? standing) : standing;
		if (isWritten || (await ports.history.putOverride(streamName, override, revision)).kind === "recorded")
			return { kind: "set", replaced, incomplete: await sayOverride(ports, { streamName, by, override, replaces: replaced }, errors) };
		seen = standing;
	}
	return { kind: "lost-race", standing: seen ?? { kind: "none" } };
}

async function sayOverride(
	ports: Ports,
	{ by, override, replaces, streamName }: Required<OverrideRequest>,
	errors: ErrorCollector,
): Promise<string[]> {
	const quiet = { ...ports, telemetry: nonThrowingTelemetry(ports.telemetry) };
	const message = overrideMessage(streamName, override, replaces ?? { kind: "none" }, by, ports.clock.nowMs());
	await notifyOnce(quiet, message, undefined, errors);
	await recheckAfterOverride(quiet, streamName, override, errors);
	return errors.reasons();
}

/**
 * Look at the stream again when the override ends: at once where it ends now, by a re-check where its delay reaches so far, else by the sweep,
 * which comes within a minute of it.
 */
export async function recheckAfterOverride(ports: Ports, streamName: string, override: Override, errors: ErrorCollector): Promise<void> {
	const untilMs = override.kind === "none" ? 0 : override.untilMs;
	// A second more: not a moment before it is over.
	const delaySeconds = untilMs === 0 ? 0 : Math.ceil((untilMs - ports.clock.nowMs()) / 1000) + 1;
	if (delaySeconds > MAX_RECHECK_DELAY_SECONDS) return;
	await scheduleRecheck(ports, { streamName, reason: "override-ended", delaySeconds }, errors);
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

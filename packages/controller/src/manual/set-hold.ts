import type { Override } from "@headroom/engine";
import { messageOf } from "../errors.ts";
import type { HoldState } from "./hold-state.ts";
import type { ManualReshardContext } from "./manual-reshard-context.ts";
import { type OverrideOutcome, setOverride } from "./set-override.ts";

/**
 * Set the requested hold, once, after an accepted step: a reshard without a step leaves nothing behind. A failure stops no step; the next
 * step tries again.
 */
export async function setHold(context: ManualReshardContext): Promise<void> {
	const { hold } = context;
	if (context.request.holdUntilMs === undefined || (hold.kind !== "not-set" && hold.kind !== "failed")) return;
	try {
		// A failed try may have been written: its message is then still to be sent.
		const outcome = await requestHold(context, hold.kind === "failed");
		context.hold = outcome.kind === "lost-race" ? { kind: "overtaken", override: outcome.standing } : holdIn(context);
	} catch (error) {
		context.hold = { kind: "failed", reason: messageOf(error) };
	}
	if (context.hold.kind === "set") context.override = wantedHold(context);
}

/**
 * The hold alone, for a stream that has the target already.
 * @throws RangeError the hold's end is not in the future
 * @throws HistoryError nothing was set
 */
export async function holdOnly(context: ManualReshardContext): Promise<OverrideOutcome> {
	const outcome = await requestHold(context, false);
	if (outcome.kind !== "lost-race") context.hold = holdIn(context);
	return outcome;
}

async function requestHold(context: ManualReshardContext, isRetry: boolean): Promise<OverrideOutcome> {
	const { errors, ports, request } = context;
	const { by, replaces, streamName } = request;
	const set = (seen: Override | undefined) =>
		setOverride(ports, { streamName, override: wantedHold(context), by, replaces: seen, team: context.team }, { errors, isRetry });
	const outcome = await set(replaces);
	// The override that the person saw has ended by itself: the hold replaces nobody's, as long as nobody sets another.
	return outcome.kind === "lost-race" && outcome.standing.kind === "none" ? set({ kind: "none" }) : outcome;
}

function wantedHold({ request: { by, holdUntilMs = Number.NaN, reason } }: ManualReshardContext): Override {
	return { kind: "hold", untilMs: holdUntilMs, by, reason };
}

function holdIn({ request: { holdUntilMs = Number.NaN } }: ManualReshardContext): HoldState {
	return { kind: "set", untilMs: holdUntilMs };
}

import { describeOverride, type Override } from "@headroom/engine";
import { AutoscalerError } from "../errors.ts";
import type { ScaleEnd } from "./manual-reshard.ts";
import type { ManualReshardContext } from "./manual-reshard-context.ts";
import { setOverride } from "./set-override.ts";

/**
 * Set the requested hold, once. It comes after the first accepted step, so that a reshard without a step leaves nothing behind. A failure
 * is collected: the steps go on.
 *
 * @returns the end of a reshard that has nothing but the hold to do, if somebody else's override came first
 */
export async function setHold(context: ManualReshardContext): Promise<Extract<ScaleEnd, { kind: "lost-race" }> | undefined> {
	const { errors, ports, request } = context;
	const { by, holdUntilMs, reason, replaces, streamName } = request;
	if (holdUntilMs === undefined || context.hold !== undefined) return undefined;
	const hold = { kind: "hold", untilMs: holdUntilMs, by, reason } as const;
	const setReplacing = (seen: Override | undefined) =>
		errors.capture(setOverride(ports, { streamName, override: hold, by, replaces: seen }, errors));
	let set = await setReplacing(replaces);
	// The override that the person saw has ended by itself: the hold replaces nobody's.
	if (set?.kind === "lost-race" && set.standing.kind === "none") set = await setReplacing(undefined);
	if (set === undefined) return undefined;
	if (set.kind !== "lost-race") {
		context.hold = { untilMs: holdUntilMs, isEnded: false };
		return undefined;
	}
	const { standing } = set;
	const override = standing.kind === "none" ? `the override of ${streamName} changed` : `${streamName} is ${describeOverride(standing)}`;
	const message = `Headroom did not set the hold: meanwhile ${override}.`;
	if (context.done.length > 0) {
		context.hold = { untilMs: holdUntilMs, isEnded: true };
		await errors.capture(Promise.reject(new AutoscalerError(message, { code: "override.lost-race", retryable: false, streamName })));
	}
	return { kind: "lost-race", to: standing.kind === "none" ? { kind: "unknown" } : { kind: "override", override: standing } };
}

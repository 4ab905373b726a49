import { describeOverride, type Override } from "@headroom/engine";
import { AutoscalerError } from "../errors.ts";
import type { ScaleEnd } from "./manual-reshard.ts";
import type { ManualReshardContext } from "./manual-reshard-context.ts";
import { setOverride } from "./set-override.ts";

/**
 * Set the hold that was asked for, once. It comes after the first accepted step, so that a reshard that does nothing leaves nothing behind.
 * What fails is collected: the steps go on.
 *
 * @returns the end of a reshard that has nothing but the hold to do, where somebody else's override came first
 */
export async function setHold(context: ManualReshardContext): Promise<Extract<ScaleEnd, { kind: "lost-race" }> | undefined> {
	const { errors, ports, request } = context;
	const { by, holdUntilMs, reason, replaces, streamName } = request;
	if (holdUntilMs === undefined || context.hold !== undefined) return undefined;
	const hold = { kind: "hold", untilMs: holdUntilMs, by, reason } as const;
	const setReplacing = (seen: Override | undefined) =>
		errors.capture(setOverride(ports, { streamName, override: hold, by, replaces: seen }, errors));
	let set = await setReplacing(replaces);
	// What the person has seen has ended by itself: nobody's word is lost.
	if (set?.kind === "lost-race" && set.standing.kind === "none") set = await setReplacing(undefined);
	if (set === undefined) return undefined;
	if (set.kind !== "lost-race") {
		context.hold = { untilMs: holdUntilMs, isEnded: false };
		return undefined;
	}
	const { standing } = set;
	const override = standing.kind === "none" ? "not what it was" : describeOverride(standing);
	const message = `The hold was not set: meanwhile ${streamName} is ${override}.`;
	if (context.done.length > 0) {
		context.hold = { untilMs: holdUntilMs, isEnded: true };
		await errors.capture(Promise.reject(new AutoscalerError(message, { code: "override.lost-race", retryable: false, streamName })));
	}
	return { kind: "lost-race", to: standing.kind === "none" ? { kind: "unknown" } : { kind: "override", override: standing } };
}

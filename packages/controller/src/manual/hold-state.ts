import { describeOverride, type Override } from "@headroom/engine";
import type { ScaleResult } from "./manual-reshard.ts";

/** What became of the hold that was asked for. */
export type HoldState =
	/** Nobody asked for one, or no step was accepted yet. */
	| { readonly kind: "not-set" }
	| { readonly kind: "set"; readonly untilMs: number }
	/** It was set, and somebody has ended or replaced it. */
	| { readonly kind: "ended" }
	/** Somebody else's override came first, and stays. */
	| { readonly kind: "overtaken"; readonly override: Override }
	| { readonly kind: "failed"; readonly reason: string };

/** What the result of a reshard says of it. */
export function holdFacts(hold: HoldState): Pick<ScaleResult, "heldUntilMs" | "holdFault"> {
	switch (hold.kind) {
		case "not-set":
			return {};
		case "set":
			return { heldUntilMs: hold.untilMs };
		case "ended":
			return { holdFault: "Somebody ended or replaced the hold meanwhile." };
		case "overtaken":
			return { holdFault: `Headroom did not set the hold: meanwhile the stream is ${describeOverride(hold.override)}.` };
		case "failed":
			return { holdFault: `Headroom could not set the hold: ${hold.reason}` };
		default:
			return hold satisfies never;
	}
}

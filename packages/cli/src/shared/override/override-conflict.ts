import { describeOverride, type Override } from "@headroom/engine";
import type { Concern } from "../acting/stream-plan.ts";

/**
 * Another person's pause or hold is replaced only after a yes from somebody who has read it, or with `--replace`.
 *
 * @param standing the active override
 * @param by who would replace it: people may change their own
 */
export function replacementConcerns(streamName: string, standing: Override, by: string): readonly Concern[] {
	if (standing.kind === "none" || standing.by === by) return [];
	return [
		{
			says: `${streamName} is ${describeOverride(standing)}.`,
			confirms: "replace that",
			hint: "Talk to them first. To replace it: --replace.",
		},
	];
}

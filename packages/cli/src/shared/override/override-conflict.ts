import { describeOverride, type Override } from "@headroom/engine";
import type { Concern } from "../acting/stream-plan.ts";

/**
 * Another person's pause or hold, or a longer one of one's own, is replaced only after a yes from somebody who has read it, or with `--replace`.
 *
 * @param standing the active override
 * @param by who would replace it
 * @param untilMs the end of what would replace it; absent if nothing ends it sooner
 */
export function replacementConcerns(streamName: string, standing: Override, by: string, untilMs?: number): readonly Concern[] {
	if (standing.kind === "none") return [];
	if (standing.by === by) {
		if (untilMs === undefined || untilMs >= standing.untilMs) return [];
		return [
			{
				says: `${streamName} is ${describeOverride(standing)}. The new one ends sooner.`,
				confirms: "replace the longer one",
				hint: "To replace the longer one: --replace.",
			},
		];
	}
	return [
		{
			says: `${streamName} is ${describeOverride(standing)}.`,
			confirms: "replace that",
			hint: "Talk to them first. To replace it: --replace.",
		},
	];
}

import type { TrailStep } from "@headroom/engine";

/** A trail without the steps whose sentence stands in one before: a hold's reason is also its measure and its recommendation. */
export function withoutRepeats(trail: readonly TrailStep[]): readonly TrailStep[] {
	return trail.filter(({ says }, index) => !trail.slice(0, index).some((earlier) => words(earlier.says).includes(words(says))));
}

function words(sentence: string): string {
	return sentence.toLowerCase().replace(/\.$/, "");
}

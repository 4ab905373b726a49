import type { DecisionOutcome } from "@headroom/controller";
import { visibleText } from "@headroom/engine";

export function outcomeWords(outcome: DecisionOutcome): string {
	switch (outcome.kind) {
		case "accepted":
			return "the service accepted it";
		case "refused":
			return `the service refused it: ${visibleText(outcome.message)}`;
		case "unknown-outcome":
			return "the service's answer was lost";
		case "lost-race":
			return "somebody else was first";
		case "blocked":
			return "not now";
		case "diagnosed":
			return "more shards would not help";
		case "held":
			return "nothing to do";
		default:
			return outcome satisfies never;
	}
}

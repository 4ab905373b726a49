import { describeOverride, type Override } from "@headroom/engine";
import { CliError } from "../../shared/errors/cli-error.ts";

/** What the override replaced, and which messages failed. */
export function aftermathLines({
	incomplete,
	replaced,
}: {
	readonly replaced: Override;
	readonly incomplete: readonly string[];
}): string[] {
	return [
		...(replaced.kind === "none" ? [] : [`It replaces this: ${describeOverride(replaced)}.`]),
		...incomplete.map((says) => `It is set, but the history, a message or a re-check failed: ${says}`),
	];
}

export function lostRaceError(streamName: string, standing: Override): CliError {
	return new CliError("refused", `Somebody else was first: ${streamName} is ${describeOverride(standing)}.`, {
		hints: [`See: headroom status ${streamName}`],
	});
}

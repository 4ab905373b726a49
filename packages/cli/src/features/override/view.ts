import { describeOverride, type Override } from "@headroom/engine";
import { CliError } from "../../shared/errors/cli-error.ts";

/** What an override replaced, and who could not be told of it. */
export function aftermathLines({
	incomplete,
	replaced,
}: {
	readonly replaced: Override;
	readonly incomplete: readonly string[];
}): string[] {
	return [
		...(replaced.kind === "none" ? [] : [`It takes the place of: ${describeOverride(replaced)}.`]),
		...incomplete.map((says) => `It stands, but not everybody could be told: ${says}`),
	];
}

export function lostRaceError(streamName: string, standing: Override): CliError {
	return new CliError("refused", `Somebody else was first: ${streamName} is ${describeOverride(standing)}.`, {
		hints: [`See: headroom status ${streamName}`],
	});
}

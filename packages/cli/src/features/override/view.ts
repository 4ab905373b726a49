import { overrideWords } from "@headroom/controller";
import type { Override } from "@headroom/engine";
import { CliError } from "../../shared/errors/cli-error.ts";

/** What an override replaced, and who could not be told of it. */
export function aftermathLines({
	incomplete,
	replaced,
}: {
	readonly replaced: Override;
	readonly incomplete: readonly string[];
}): string[] {
	const before = overrideWords(replaced);
	return [
		...(before === undefined ? [] : [`It takes the place of: ${before}.`]),
		...incomplete.map((says) => `It stands, but not everybody could be told: ${says}`),
	];
}

export function lostRaceError(streamName: string, standing: Override): CliError {
	return new CliError("refused", `Somebody else was first: ${streamName} is ${overrideWords(standing) ?? "under no override"}.`, {
		hints: [`See: headroom status ${streamName}`],
	});
}

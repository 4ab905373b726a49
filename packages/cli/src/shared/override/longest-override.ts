import type { Policy } from "@headroom/engine";
import type { Concern } from "../acting/stream-plan.ts";
import { CliError } from "../errors/cli-error.ts";
import { span, until } from "../format/time.ts";

export interface AskedOverride {
	readonly streamName: string;
	readonly kind: "hold" | "pause";
	readonly forMs: number;
	/** `--longer` */
	readonly longer?: true | undefined;
	/** `--yes` */
	readonly yes?: true | undefined;
}

/**
 * A pause or hold beyond the policy's `maxOverride` needs the flag and a yes: whoever types 400d for 4h has a stream that nobody scales.
 * @throws CliError without the flag
 */
export function longestOverrideConcerns(
	{ forMs, kind, longer, streamName, yes }: AskedOverride,
	{ maxOverrideSeconds }: Pick<Policy, "maxOverrideSeconds">,
	nowMs: number,
): readonly Concern[] {
	const limitMs = maxOverrideSeconds * 1000;
	if (forMs <= limitMs) return [];
	const asked = span(forMs);
	if (longer !== true) {
		throw new CliError("refused", `A ${kind} of ${streamName} may last ${span(limitMs)}, not ${asked}: its policy's maxOverride.`, {
			hints: [
				`Once for longer: headroom ${kind} ${streamName} --for ${Math.ceil(forMs / 60_000)}m --longer`,
				`For good: set maxOverride with headroom policy edit ${streamName}`,
			],
		});
	}
	if (yes === true) return [];
	return [
		{
			says: `${streamName} would not be scaled until ${until(nowMs + forMs, nowMs)}.`,
			confirms: `for ${asked}`,
			hint: "Confirm it on the command line: --longer --yes.",
		},
	];
}

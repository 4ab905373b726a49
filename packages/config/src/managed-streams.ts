import type { Policy } from "@headroom/engine";
import { ConfigError } from "./config-error.ts";
import { readPolicy } from "./policy.ts";
import type { StreamSettings } from "./settings.ts";

/** A stored policy, as the person wrote it. */
export interface StoredSettings {
	readonly streamName: string;
	readonly written: unknown;
}

/** A managed stream with its policy and the source of that; or the faults of its stored policy. */
export type ManagedSettings =
	| { readonly kind: "managed"; readonly streamName: string; readonly policy: Policy; readonly source: PolicySource }
	| { readonly kind: "malformed"; readonly streamName: string; readonly error: ConfigError };

/** `attached`: the policy is only stored. `deployed`: it is only deployed. `overridden`: a stored policy replaces the deployed one. */
export type PolicySource = "attached" | "deployed" | "overridden";

/**
 * The deployed streams in their order, then the attached ones. A stored policy replaces the deployed one as a whole. A malformed one
 * replaces it, too: a person did not want the deployed policy, and the wanted one is unknown.
 */
export function managedStreams(deployed: readonly StreamSettings[], stored: readonly StoredSettings[]): ManagedSettings[] {
	const storedByName = new Map(stored.map((each) => [each.streamName, each]));
	const deployedNames = new Set(deployed.map(({ streamName }) => streamName));
	return [
		...deployed.map((settings): ManagedSettings => {
			const standing = storedByName.get(settings.streamName);
			return standing === undefined ? { kind: "managed", source: "deployed", ...settings } : storedSettings(standing, "overridden");
		}),
		...stored.filter(({ streamName }) => !deployedNames.has(streamName)).map((each) => storedSettings(each, "attached")),
	];
}

function storedSettings({ streamName, written }: StoredSettings, source: PolicySource): ManagedSettings {
	const reading = readPolicy(written, streamName);
	return reading.kind === "policy"
		? { kind: "managed", streamName, policy: reading.policy, source }
		: { kind: "malformed", streamName, error: new ConfigError(`the stored policy of ${streamName}`, reading.problems) };
}

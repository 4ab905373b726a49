import type { Policy } from "@headroom/engine";
import { ConfigError } from "./config-error.ts";
import { readPolicy } from "./policy.ts";
import type { StreamSettings } from "./settings.ts";

/** A policy that a person has stored, as it was written. */
export interface StoredSettings {
	readonly streamName: string;
	readonly written: unknown;
}

/** A stream that Headroom looks after, and where its policy comes from; or what is wrong with the policy that was stored for it. */
export type ManagedSettings =
	| { readonly kind: "managed"; readonly streamName: string; readonly policy: Policy; readonly source: PolicySource }
	| { readonly kind: "malformed"; readonly streamName: string; readonly error: ConfigError };

/** `attached`: only stored. `deployed`: only deployed. `overridden`: deployed, and another one is stored. */
export type PolicySource = "attached" | "deployed" | "overridden";

/**
 * The deployed streams in their order, then the attached ones. A stored policy replaces the deployed one as a whole. One that is malformed
 * replaces it as well: what a person wanted is not known, and the deployed one is what they did not want.
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

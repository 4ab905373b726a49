import { setTimeout as sleep } from "node:timers/promises";
import { sdkFault } from "../shared/sdk-errors.ts";
import { DONE, type TrialResult } from "./contract.ts";

/** One call that changes nothing, made to learn whether the role permits it. */
export interface Trial {
	/** As IAM spells it. */
	readonly action: string;
	readonly on: string;
	readonly call: () => Promise<unknown>;
	/**
	 * Names of the errors by which the service refuses such a call for what it asks. AWS does not document that it checks permissions before.
	 * docs/assumptions.md says for which calls that was measured.
	 */
	readonly refusals?: readonly string[];
}

/** DescribeLimits allows one call a second for the whole account: somebody else may have had it. */
const ATTEMPTS = 3;
const THROTTLED_WAIT_MS = 1_200;

/**
 * `AWS.SimpleQueueService.InvalidMessageContents` and `InvalidParameterException` are spelled so by some protocols, and shorter by
 * others.
 */
function plainName(name: string): string {
	return name.replace(/^AWS\.SimpleQueueService\./, "").replace(/(?<=^InvalidParameter(?:Value)?)Exception$/, "");
}

/** One after the other: a self-check is in nobody's way. */
export async function runTrials(trials: readonly Trial[]): Promise<TrialResult[]> {
	const results: TrialResult[] = [];
	for (const trial of trials) results.push(await runTrial(trial));
	return results;
}

export async function runTrial({ action, call, on, refusals = [] }: Trial): Promise<TrialResult> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			await call();
			return { action, on, outcome: "allowed", answered: DONE };
		} catch (error) {
			const { kind, message, name } = sdkFault(error);
			const answered = `${name}: ${message}`;
			if (kind === "access-denied") return { action, on, outcome: "denied", answered };
			if (refusals.includes(plainName(name))) return { action, on, outcome: "allowed", answered };
			if (kind !== "throttled" || attempt === ATTEMPTS) return { action, on, outcome: "unknown", answered };
			await sleep(THROTTLED_WAIT_MS);
		}
	}
}

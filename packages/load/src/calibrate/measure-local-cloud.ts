import { runDriver } from "../drive/driver-child.ts";
import type { SecondSample } from "../drive/load-result.ts";
import { WARM_UP_POLL_ID } from "../drive/vote-choices.ts";
import { type MachineMeasured, measureMachine, STEP_SECONDS, stepOf } from "./measure-machine.ts";

/**
 * Enough for a version whose callers wait for seconds, and less than the 1,000 concurrent invocations that Lambda allows an account.
 */
export const CONNECTIONS = 800;

/**
 * Measures what this machine carries of a local cloud and its load together, with votes of other polls. It warms the local cloud up, too.
 *
 * @param onStep told each step before it begins
 */
export function measureLocalCloud(
	apiUrl: string,
	mostVotesPerSecond: number,
	onStep: (votesPerSecond: number) => void,
	abort: AbortSignal,
): Promise<MachineMeasured> {
	let steps = 0;
	return measureMachine(mostVotesPerSecond, async (votesPerSecond) => {
		onStep(votesPerSecond);
		const seconds: SecondSample[] = [];
		const result = await runDriver(
			{
				apiUrl,
				// Voters of a step before would be duplicates, which the tally counts faster.
				pollId: `${WARM_UP_POLL_ID}-${steps++}`,
				model: { kind: "rate", ratePerSecond: votesPerSecond, connections: CONNECTIONS },
				durationSeconds: STEP_SECONDS,
			},
			(progress) => seconds.push(...progress.seconds),
			{ abort },
		);
		return stepOf(votesPerSecond, result, seconds);
	});
}

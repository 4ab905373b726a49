import { INVARIANTS } from "./check/invariants/index.ts";
import type { RunResult } from "./endure.ts";
import { FAULT_NAMES, type FaultName } from "./faults/fault-kinds.ts";

const MOST_VIOLATIONS = 10;

/** What many runs have in common. */
export class Totals {
	runs = 0;
	streamDays = 0;
	evaluations = 0;
	failedInvocations = 0;
	killedInvocations = 0;
	commands = 0;
	readonly injected = new Map<FaultName, number>();

	add({ commands, evaluations, failedInvocations, injected, killedInvocations, options }: RunResult): void {
		this.runs += 1;
		this.streamDays += options.days * options.streamCount;
		this.evaluations += evaluations;
		this.failedInvocations += failedInvocations;
		this.killedInvocations += killedInvocations;
		this.commands += commands;
		for (const [name, count] of injected) this.injected.set(name, (this.injected.get(name) ?? 0) + count);
	}

	/** Lines for a person. */
	report(seconds: number): string[] {
		const faults = [...this.injected.values()].reduce((sum, count) => sum + count, 0);
		const perStreamDay = (count: number): string => (count / Math.max(this.streamDays, 1e-9)).toFixed(1);
		const unseen = FAULT_NAMES.filter((name) => !this.injected.has(name));
		return [
			`${whole(this.runs)} runs, ${whole(this.streamDays)} stream-days in ${seconds.toFixed(0)} s.`,
			`A stream-day had ${perStreamDay(this.evaluations)} evaluations and ${perStreamDay(faults)} faults.`,
			`${whole(this.failedInvocations)} invocations failed, ${whole(this.killedInvocations)} were killed. People gave ${whole(this.commands)} commands.`,
			`Faults: ${[...this.injected]
				.sort(([, one], [, other]) => other - one)
				.map(([name, count]) => `${name} ${whole(count)}`)
				.join(", ")}.`,
			...(unseen.length === 0 ? [] : [`Not injected: ${unseen.join(", ")}.`]),
			`Invariants: ${INVARIANTS.map(({ name }) => name).join(", ")}.`,
		];
	}
}

/** Which invariants a run violated, and where. */
export function describeViolations({ violations }: RunResult): string[] {
	const shown = violations.slice(0, MOST_VIOLATIONS).map(({ atMs, invariant, says, streamName }) => {
		return `${invariant}: ${new Date(atMs).toISOString()} ${streamName}: ${says}`;
	});
	const more = violations.length - shown.length;
	return more === 0 ? shown : [...shown, `and ${more} more`];
}

/** The command that makes the run again. */
export function commandOf({ options }: RunResult): string {
	const { bug, days, faults, seed, streamCount } = options;
	const words = ["--seed", seed, "--days", days, "--streams", streamCount, "--faults", faults.length === 0 ? "none" : faults.join(",")];
	return ["npm run endure --", ...words, ...(bug === undefined ? [] : ["--bug", bug])].join(" ");
}

function whole(count: number): string {
	return Math.round(count).toLocaleString("en-US");
}

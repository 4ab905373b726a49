import { Functions } from "./actors/functions.ts";
import { Hosts } from "./actors/hosts.ts";
import { Others } from "./actors/others.ts";
import { People } from "./actors/people.ts";
import { Voting } from "./actors/voting.ts";
import { Checker, type Violation } from "./check/checker.ts";
import type { FaultName } from "./faults/fault-kinds.ts";
import { Alarms } from "./world/alarms.ts";
import { type RunOptions, World } from "./world/world.ts";

const MINUTE_MS = 60_000;

export interface RunResult {
	readonly options: RunOptions;
	readonly violations: readonly Violation[];
	/** Of everything that happened: the same for the same options, byte for byte. */
	readonly digest: string;
	readonly evaluations: number;
	readonly failedInvocations: number;
	readonly killedInvocations: number;
	readonly commands: number;
	readonly injected: ReadonlyMap<FaultName, number>;
	readonly happened: ReadonlyMap<string, number>;
}

/** One run: `days` with faults, and quiet hours after them in which everything must become well. */
export async function endure(options: RunOptions): Promise<RunResult> {
	const world = new World(options);
	const { faults, journal, kinesis, streams, time } = world;
	const checker = new Checker(world);
	const functions = new Functions(world, new Hosts(world));
	new Alarms(world);
	const people = new People(world);
	new Others(world);
	new Voting(world);
	time.every(MINUTE_MS, time.nowMs() + MINUTE_MS, () => {
		const minute = time.nowMs() / MINUTE_MS - 1;
		for (const { load, metrics, streamName } of streams) {
			metrics.add(minute * MINUTE_MS, load.recordsPerSecond(minute), kinesis.capacity(streamName));
		}
		checker.lookAtMinute();
	});
	time.schedule(faults.endsAtMs, () => {
		for (const { load } of streams) load.steady(time.nowMs() / MINUTE_MS);
	});
	await time.runUntil(world.endsAtMs);
	await checker.lookAtEnd();
	kinesis.close();
	return {
		options,
		violations: checker.violations,
		digest: journal.digest.toString(16).padStart(8, "0"),
		evaluations: functions.counts.evaluated,
		failedInvocations: functions.counts.failed,
		killedInvocations: functions.counts.killed,
		commands: people.commands,
		injected: faults.injected,
		happened: journal.counts,
	};
}

import { count, milliseconds } from "../format.ts";
import type { MachineMeasured } from "./measure-machine.ts";

/** What writes to the stream while the demo runs. */
export interface ChosenLoad {
	/** Through the voting API. */
	readonly votesPerSecond: number;
	/** Straight into the stream by PutRecords; 0 without a neighbour. */
	readonly neighbourRecordsPerSecond: number;
	readonly machine: MachineMeasured;
}

/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-27 */
const RECORDS_PER_SECOND_PER_SHARD = 1_000;

/** Throttles a third, and leaves a quarter of the shards free once they are doubled. */
const OFFERED_TO_A_SHARD = 1.5;

/** The machine is measured up to here. A full shard's burst and two seconds' worth take it without a throttled write. */
const MEASURED_TO_A_SHARD = 1.4;

/** Of what the machine carried. A throttled vote takes about twice the work, and other work may come. */
const LARGEST_SHARE = 0.25;

/** A machine that carries fewer is busy, and other work comes and goes there: the share falls with what it carries. */
const LARGEST_SHARE_FROM_VOTES_PER_SECOND = 400;

/** On a machine that carries nothing, still enough to see. */
const LEAST_VOTES_PER_SECOND = 10;

/** The most that the local cloud's neighbour takes. */
const MOST_NEIGHBOUR_RECORDS_PER_SECOND = 10_000;

export function mostMeasured(shardCount: number, givenVotesPerSecond: number | undefined): number {
	return Math.min(givenVotesPerSecond ?? Number.POSITIVE_INFINITY, shardCount * RECORDS_PER_SECOND_PER_SHARD * MEASURED_TO_A_SHARD);
}

/** @param givenVotesPerSecond `--rate`, which is taken as it is, without a neighbour */
export function chooseLoad(machine: MachineMeasured, shardCount: number, givenVotesPerSecond: number | undefined): ChosenLoad {
	if (givenVotesPerSecond !== undefined) return { votesPerSecond: givenVotesPerSecond, neighbourRecordsPerSecond: 0, machine };
	const offered = shardCount * RECORDS_PER_SECOND_PER_SHARD * OFFERED_TO_A_SHARD;
	if (machine.votesPerSecond >= mostMeasured(shardCount, undefined))
		return { votesPerSecond: offered, neighbourRecordsPerSecond: 0, machine };
	const share = LARGEST_SHARE * Math.min(1, machine.votesPerSecond / LARGEST_SHARE_FROM_VOTES_PER_SECOND);
	const votesPerSecond = Math.max(LEAST_VOTES_PER_SECOND, Math.floor(machine.votesPerSecond * share));
	const neighbourRecordsPerSecond = Math.min(offered - votesPerSecond, MOST_NEIGHBOUR_RECORDS_PER_SECOND);
	return { votesPerSecond, neighbourRecordsPerSecond, machine };
}

/** The load, and why it is that one. */
export function describeChoice(load: ChosenLoad, shardCount: number, isGiven: boolean): string {
	const { machine, neighbourRecordsPerSecond, votesPerSecond } = load;
	const shards = shardCount === 1 ? "One shard takes" : `${shardCount} shards take`;
	const limit = `${shards} ${count(shardCount * RECORDS_PER_SECOND_PER_SHARD)} records/s`;
	const measured =
		machine.votesPerSecond === 0
			? `This machine is busy: its p95 is ${milliseconds(machine.p95Ms)} at the slowest pace.`
			: `This machine carries ${count(machine.votesPerSecond)} votes/s with a p95 of ${milliseconds(machine.p95Ms)}.`;
	if (neighbourRecordsPerSecond > 0)
		return `${measured} ${limit}. So the demo offers ${count(votesPerSecond)} votes/s, and a neighbour writes ${count(neighbourRecordsPerSecond)} records/s to the same stream (PutRecords).`;
	if (!isGiven) return `${measured} ${limit}. So the demo offers ${count(votesPerSecond)} votes/s.`;
	if (votesPerSecond <= shardCount * RECORDS_PER_SECOND_PER_SHARD) return `${limit}: --rate ${votesPerSecond} will throttle nothing.`;
	if (machine.votesPerSecond < mostMeasured(shardCount, votesPerSecond))
		return `${measured} --rate ${votesPerSecond} is more: the latencies will be those of the machine.`;
	return `${measured} ${limit}. The demo offers ${count(votesPerSecond)} votes/s.`;
}

/** What a table says of the load. */
export function describeLoad({ neighbourRecordsPerSecond, votesPerSecond }: ChosenLoad): string {
	const votes = `${count(votesPerSecond)} votes/s`;
	return neighbourRecordsPerSecond === 0 ? votes : `${votes} + ${count(neighbourRecordsPerSecond)} records/s of a neighbour`;
}

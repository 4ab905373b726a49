import { RESHARDS_PER_ROLLING_DAY } from "@headroom/engine";
import { PEERS } from "../peers/index.ts";
import type { ReportRow } from "../report/report.ts";
import { count, hours, percentOf, ratio } from "../report/wording.ts";
import type { BenchmarkLoad } from "./benchmark-loads.ts";

/** The peers that an alarm wakes; the others poll. */
const ALARM_DRIVEN = ["aws-samples", "application-auto-scaling", "epsagon", "substation", "throttle-doubling"];
const HEADROOM = "headroom";
const STATIC = "static-peak";
const THROTTLED_AT_MOST_OF_BEST = 0.1;
const RATIO_TO_BOUND_AT_MOST = 1.35;

/** What the default policy must show on a load, and whether it does. */
export interface PromiseKept {
	readonly promise: "budget" | "burst" | "calm" | "dead-consumer" | "idle-nights" | "not-dominated" | "rhythm";
	readonly isKept: boolean;
	/** With the numbers. */
	readonly says: string;
}

/** Every promise that applies to the load. */
export function promisesOn({ kind }: Pick<BenchmarkLoad, "kind">, rows: readonly ReportRow[]): PromiseKept[] {
	const ours = rows.find(({ name }) => name === HEADROOM);
	if (ours === undefined) return [];
	const peers = rows.filter(({ name }) => PEERS.some((peer) => peer.name === name));
	return [
		notDominated(ours, peers),
		budgetKept(ours),
		...(kind === "bursty" ? burstMastered(ours, peers) : []),
		...(kind === "daily-rhythm" ? [rhythmFollowed(ours)] : []),
		...(kind === "calm" ? [calmKept(ours)] : []),
		...(kind === "idle-nights" ? idleNightsSaved(ours, rows) : []),
		...(kind === "dead-consumer" ? [backlogKept(ours)] : []),
	];
}

function notDominated({ figures }: ReportRow, peers: readonly ReportRow[]): PromiseKept {
	const better = peers.filter(
		(peer) => peer.figures.throttledRecords < figures.throttledRecords && peer.figures.shardHours < figures.shardHours,
	);
	const says =
		better.length === 0
			? "no peer has both fewer throttled records and fewer shard-hours"
			: `fewer throttled records and fewer shard-hours: ${better.map(({ name }) => name).join(", ")}`;
	return { promise: "not-dominated", isKept: better.length === 0, says };
}

function budgetKept({ figures }: ReportRow): PromiseKept {
	const { mostReshardsInADay, refusedByALimit, refusedWhileUpdating } = figures;
	const refused = refusedByALimit + refusedWhileUpdating;
	const says = `${count(mostReshardsInADay)} reshards at most in 24 h, ${count(refused)} calls refused`;
	return { promise: "budget", isKept: mostReshardsInADay <= RESHARDS_PER_ROLLING_DAY && refused === 0, says };
}

function burstMastered({ figures }: ReportRow, peers: readonly ReportRow[]): PromiseKept[] {
	const driven = peers.filter(({ name }) => ALARM_DRIVEN.includes(name));
	const best = driven.reduce<ReportRow | undefined>(
		(least, peer) => (least === undefined || peer.figures.throttledShare < least.figures.throttledShare ? peer : least),
		undefined,
	);
	if (best === undefined) return [];
	const isKept = figures.throttledShare <= best.figures.throttledShare * THROTTLED_AT_MOST_OF_BEST;
	const says = `${percentOf(figures.throttledShare)} throttled, the best alarm-driven peer ${percentOf(best.figures.throttledShare)} (${best.name})`;
	return [{ promise: "burst", isKept, says }];
}

function rhythmFollowed({ ratioToBound = Number.POSITIVE_INFINITY }: ReportRow): PromiseKept {
	return {
		promise: "rhythm",
		isKept: ratioToBound <= RATIO_TO_BOUND_AT_MOST,
		says: `${ratio(ratioToBound)} x the lower bound, ${RATIO_TO_BOUND_AT_MOST} wanted at most`,
	};
}

function calmKept({ figures: { reversals } }: ReportRow): PromiseKept {
	return { promise: "calm", isKept: reversals === 0, says: `${count(reversals)} reshards taken back within an hour` };
}

function idleNightsSaved({ figures }: ReportRow, rows: readonly ReportRow[]): PromiseKept[] {
	const atPeak = rows.find(({ name }) => name === STATIC);
	if (atPeak === undefined) return [];
	const isKept = figures.shardHours < atPeak.figures.shardHours;
	const says = `${hours(figures.shardHours)} shard-hours, a static count ${hours(atPeak.figures.shardHours)}`;
	return [{ promise: "idle-nights", isKept, says }];
}

/** The consumer of the load stops while the load is highest: every scale in comes after. */
function backlogKept({ figures: { reshards } }: ReportRow): PromiseKept {
	const scaledIn = reshards.filter(({ fromShardCount, toShardCount }) => toShardCount < fromShardCount).length;
	return { promise: "dead-consumer", isKept: scaledIn === 0, says: `${count(scaledIn)} scale ins after the consumer stopped` };
}

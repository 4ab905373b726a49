import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import type { LoadSource } from "../load-source.ts";
import { OnDemandScaling } from "../on-demand/on-demand-stream.ts";
import { PEERS } from "../peers/index.ts";
import type { Contender } from "./contender.ts";
import { meanShardsOf } from "./load-profile.ts";

const FIRST_MINUTE_SECONDS = 60;

/**
 * All contenders, in the order of the report: Headroom with and without producers that publish their throttles, the published
 * autoscalers, a count that never changes, and the service's own scaling.
 *
 * @param peakShards of the load's fullest second
 */
export function contendersFor(load: LoadSource, peakShards: number, policy: Policy = DEFAULT_POLICY): Contender[] {
	const meanShardsAtStart = meanShardsOf(load, FIRST_MINUTE_SECONDS);
	const onDemand = () => new OnDemandScaling({ previousPeakShards: meanShardsAtStart });
	return [
		{
			kind: "headroom",
			name: "headroom",
			rule: "The deployed evaluation, its alarms, re-checks and sweep; producers publish their own throttles.",
			policy,
			producersPublish: true,
		},
		{
			kind: "headroom",
			name: "headroom-foreign",
			rule: "The same where producers publish nothing: only the service's own metrics, one to two minutes late, tell of throttles.",
			policy,
			producersPublish: false,
		},
		...PEERS.map((peer): Contender => ({ kind: "peer", name: peer.name, rule: peer.rule, peer })),
		{
			kind: "fixed",
			name: "static-peak",
			rule: "As many shards as the fullest second fills, all the time: somebody knew the peak beforehand.",
			shardCount: Math.max(1, Math.ceil(peakShards)),
		},
		{
			kind: "on-demand",
			name: "on-demand-standard",
			mode: "standard",
			rule: "The service scales: up to twice the peak of the last 30 days, growth beyond double throttled for up to 15 minutes.",
			create: onDemand,
		},
		{
			kind: "on-demand",
			name: "on-demand-advantage",
			mode: "advantage",
			rule: "On-Demand Advantage without warm throughput: the same scaling, billed by the account for at least 25 MiB/s in and out.",
			create: onDemand,
		},
	];
}

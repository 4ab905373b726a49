import type { Policy } from "@headroom/engine";
import type { InvariantDefinition } from "../invariant.ts";
import { CLOCKS_DIFFER_MS, DAY_MS, MINUTE_MS } from "../times.ts";

const RESHARDS_A_DAY = 10;
/** A sweep knows a policy for as long as it may run. */
const POLICY_KNOWN_FOR_MS = 6 * MINUTE_MS;
/** A call that is under way while somebody else reshards. */
const OTHERS_WITHIN_MS = 10 * MINUTE_MS;

export const TEN_A_DAY: InvariantDefinition = {
	name: "ten-a-day",
	holds: "No UpdateShardCount is asked for that ten known entries of the last 24 h forbid.",
	over: (_, violated) => {
		const known = new Map<string, Set<number>>();
		return {
			happened: (entry) => {
				const { streamName } = entry;
				if (entry.kind === "ledger-written" && entry.reshard.startedBy !== "observed" && entry.reshard.operation === undefined) {
					known.set(streamName, (known.get(streamName) ?? new Set()).add(entry.reshard.atMs));
				}
				if (entry.kind !== "intent-written" || entry.intent.operation !== undefined) return;
				const counted = [...(known.get(streamName) ?? [])].filter((atMs) => atMs + DAY_MS - CLOCKS_DIFFER_MS > entry.atMs);
				if (counted.length >= RESHARDS_A_DAY)
					violated(streamName, `It is about to ask once more, and knows of ${counted.length} reshards within 24 h.`);
			},
		};
	},
};

export const LEGAL_TARGETS: InvariantDefinition = {
	name: "legal-targets",
	holds: "The autoscaler asks for at most double, at least half, and nothing beyond its policy's bounds.",
	over: ({ streams, time }, violated) => {
		const lately = new Map<string, { readonly policy: Policy; untilMs: number }[]>();
		const policiesOf = (streamName: string): Policy[] => {
			const now = streams.filter((stream) => stream.streamName === streamName).map(({ policy }) => policy);
			return [...now, ...(lately.get(streamName) ?? []).map(({ policy }) => policy)];
		};
		return {
			minute: () => {
				const nowMs = time.nowMs();
				for (const { policy, streamName } of streams) {
					const known = (lately.get(streamName) ?? []).filter(({ untilMs }) => untilMs > nowMs);
					const same = known.find((each) => each.policy === policy);
					if (same === undefined) known.push({ policy, untilMs: nowMs + POLICY_KNOWN_FOR_MS });
					else same.untilMs = nowMs + POLICY_KNOWN_FOR_MS;
					lately.set(streamName, known);
				}
			},
			happened: (entry) => {
				if (entry.kind !== "intent-written" || entry.intent.startedBy !== "headroom") return;
				const { fromShardCount: from, targetShardCount: target } = entry.intent;
				const isLegal = Number.isInteger(target) && target !== from && target <= 2 * from && 2 * target >= from;
				const isWithin = policiesOf(entry.streamName).some(({ maxShardCount, minShardCount }) =>
					target > from ? target <= maxShardCount : target >= minShardCount,
				);
				if (!isLegal || !isWithin) violated(entry.streamName, `It is about to ask for ${from} → ${target}.`);
			},
		};
	},
};

export const NO_HARM: InvariantDefinition = {
	name: "no-harm",
	holds: "The autoscaler does not scale in to less than what producers have offered for the last half hour.",
	over: ({ streams, time }, violated) => ({
		happened: (entry) => {
			if (entry.kind !== "intent-written" || entry.intent.startedBy !== "headroom") return;
			const { fromShardCount, targetShardCount, trigger } = entry.intent;
			if (targetShardCount >= fromShardCount || trigger === "policy-bounds") return;
			const stream = streams.find(({ streamName }) => streamName === entry.streamName);
			const minute = Math.floor(time.nowMs() / MINUTE_MS) - 1;
			const offered = Array.from({ length: 30 }, (_, ago) => stream?.load.recordsPerSecond(minute - ago) ?? 0);
			const least = Math.min(...offered);
			if (least > targetShardCount * 1_000)
				violated(
					entry.streamName,
					`It is about to scale in to ${targetShardCount}, and producers have offered at least ${least} records/s for half an hour.`,
				);
		},
	}),
};

export const NO_ILLEGAL_CALL: InvariantDefinition = {
	name: "no-illegal-call",
	holds:
		"The service refuses no call of the autoscaler for its target or its quota, unless somebody else was there within ten minutes, or has used the quota up.",
	over: (_, violated) => {
		const othersAtMs = new Map<string, number>();
		const othersToday = new Map<string, number[]>();
		return {
			happened: (entry) => {
				const { atMs, streamName } = entry;
				if (entry.kind === "recreated") othersAtMs.set(streamName, atMs);
				if (entry.kind !== "reshard-called") return;
				if (entry.by !== "headroom") {
					othersAtMs.set(streamName, atMs);
					if (entry.operation === "UpdateShardCount" && entry.refusal === undefined)
						othersToday.set(streamName, [...(othersToday.get(streamName) ?? []).filter((each) => each > atMs - DAY_MS), atMs]);
					return;
				}
				if (entry.refusal === undefined || (othersAtMs.get(streamName) ?? 0) > atMs - OTHERS_WITHIN_MS) return;
				const isUsedUpByOthers = (othersToday.get(streamName) ?? []).some((each) => each > atMs - DAY_MS);
				if (/\b(double|half)\b/i.test(entry.refusal) || (/\brolling\b/i.test(entry.refusal) && !isUsedUpByOthers))
					violated(streamName, `The service refused ${entry.fromShardCount} → ${entry.toShardCount}: ${entry.refusal}`);
			},
		};
	},
};

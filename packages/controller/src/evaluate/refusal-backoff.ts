import type { BlockedDecision, BlockReason, Decision, ScaleDecision } from "@headroom/engine";
import type { RecordedRefusal } from "../ports/ledger-port.ts";
import type { ReshardRefusal } from "../ports/stream-port.ts";

interface Backoff {
	readonly waitMs: number;
	readonly blockedBy: BlockReason;
}

/**
 * How long Headroom waits after a refusal. The service gives no time, and AWS does not say whether a refused call counts against the ten of
 * a rolling 24 h, so no evaluation repeats one at once. Refusals that pass in seconds are not in the table.
 */
const REFUSAL_BACKOFF: Partial<Record<ReshardRefusal, Backoff>> = {
	// The ledger does not know some reshards: older than Headroom, or unseen. These leave the window one by one, at unknown times.
	"reshard-quota": { waitMs: 3_600_000, blockedBy: "reshard-quota" },
	// Other streams of the account may give shards back at any time.
	"account-shard-quota": { waitMs: 900_000, blockedBy: "account-shard-quota" },
	"on-demand": { waitMs: 900_000, blockedBy: "on-demand" },
	"target-out-of-range": { waitMs: 900_000, blockedBy: "cooldown" },
	other: { waitMs: 900_000, blockedBy: "cooldown" },
};

/**
 * The decision; or `blocked` if the service refused the same change a while ago, until it is time to ask again. The ledger may have
 * reshards left when the service has none: the service's answer counts.
 */
export function applyRefusalBackoff(decision: Decision, lastRefusal: RecordedRefusal | undefined): Decision {
	if (lastRefusal === undefined || (decision.kind !== "scale-out" && decision.kind !== "scale-in")) return decision;
	const backoff = REFUSAL_BACKOFF[lastRefusal.refusal];
	if (backoff === undefined || !asksTheSame(decision, lastRefusal)) return decision;
	const untilMs = lastRefusal.atMs + backoff.waitMs;
	return decision.decidedAtMs >= untilMs ? decision : blocked(decision, lastRefusal, backoff.blockedBy, untilMs);
}

/**
 * The quota of ten is the same for any target. The other refusals may not apply to another count, a smaller target or another direction.
 */
function asksTheSame(decision: ScaleDecision, refused: RecordedRefusal): boolean {
	if (refused.refusal === "reshard-quota" || refused.refusal === "on-demand") return true;
	if (refused.fromShardCount !== decision.openShardCount) return false;
	return decision.kind === "scale-out"
		? refused.targetShardCount > refused.fromShardCount && decision.targetShardCount >= refused.targetShardCount
		: refused.targetShardCount < refused.fromShardCount && decision.targetShardCount <= refused.targetShardCount;
}

function blocked(decision: ScaleDecision, refused: RecordedRefusal, blockedBy: BlockReason, untilMs: number): BlockedDecision {
	const { plan: _, targetShardCount, ...facts } = decision;
	const { atMs, message, refusal, targetShardCount: refusedShardCount } = refused;
	const block = { blockedBy, untilMs, refused: { atMs, refusedShardCount, targetShardCount, message } };
	return {
		...facts,
		kind: "blocked",
		wanted: decision.kind,
		blockedBy,
		untilMs,
		budget: refusal === "reshard-quota" ? { ...decision.budget, left: 0, nextFreeAtMs: untilMs } : decision.budget,
		steps: [...decision.steps, { step: "gate", kind: "blocked", block }, { step: "gate", kind: "asked-again", atMs: untilMs }],
	};
}

import type { ConsumersObservation } from "../observation.ts";
import type { Situation } from "../situation.ts";
import type { ScalingProposal } from "../stabilize/stabilize.ts";
import type { BacklogBlock, BlockingConsumer } from "../step.ts";

const HOUR_MS = 3_600_000;

type Consumers = Extract<ConsumersObservation, { kind: "known" }>;
type Backlog = Pick<BacklogBlock, "behindMs" | "consumer">;

/**
 * Consumers read fewer shards with less parallelism, so a backlog would last longer. An unknown age is not 0.
 *
 * | consumer | forbids a scale in |
 * | --- | --- |
 * | reads | while it is further behind than the policy allows |
 * | stopped | as long as what it missed is in the stream |
 * | registered or mapped, and was never seen to read | unless somebody else reads |
 * | none, and nobody has read for 24 h | no |
 */
export function consumerBacklog(
	{ consumers, iteratorAge, nowMs, policy }: Situation,
	{ kind }: Pick<ScalingProposal, "kind">,
): BacklogBlock | undefined {
	if (kind === "scale-out") return undefined;
	const allowedMs = policy.maxIteratorAgeMsForScaleIn;
	const blocked = (facts: Pick<BacklogBlock, "unlisted"> | Backlog): BacklogBlock => ({ blockedBy: "backlog", allowedMs, ...facts });
	const sharedBehindMs = iteratorAge.kind === "known" ? knownAge(iteratorAge.maxMs) : undefined;
	if (sharedBehindMs !== undefined && sharedBehindMs > allowedMs) return blocked({ behindMs: sharedBehindMs });
	if (consumers === undefined) return sharedBehindMs === undefined ? blocked({}) : undefined;
	if (consumers.kind === "no-data") return blocked({ unlisted: consumers.reason });
	const found = furthestBehind(consumers, allowedMs) ?? stoppedConsumer(consumers, sharedBehindMs !== undefined, nowMs);
	return found === undefined ? undefined : blocked(found);
}

function furthestBehind({ registered }: Consumers, allowedMs: number): Backlog | undefined {
	let furthest: Backlog | undefined;
	let mostMs = allowedMs;
	for (const { behindMs, consumerName } of registered) {
		const ageMs = knownAge(behindMs);
		if (ageMs === undefined || ageMs <= mostMs) continue;
		mostMs = ageMs;
		furthest = { behindMs: ageMs, consumer: { reads: "enhanced-fan-out", name: consumerName } };
	}
	return furthest;
}

/** @param isSharedRead whether consumers that share the shards read now */
function stoppedConsumer(consumers: Consumers, isSharedRead: boolean, nowMs: number): { readonly consumer: BlockingConsumer } | undefined {
	const { eventSourceMappings, registered, retentionHours, sharedReadAtMs } = consumers;
	// Written so that a retention that is no number is a long one.
	const isKept = (sinceMs: number) => !(sinceMs + retentionHours * HOUR_MS <= nowMs);
	const silent = registered.filter(({ behindMs }) => knownAge(behindMs) === undefined);
	for (const { consumerName, readAtMs } of silent) {
		if (readAtMs !== undefined && isKept(readAtMs)) {
			return { consumer: { reads: "enhanced-fan-out", name: consumerName, stoppedAtMs: readAtMs } };
		}
	}
	for (const { functionName, isEnabled, modifiedAtMs } of eventSourceMappings) {
		if (!isEnabled && modifiedAtMs !== undefined && isKept(modifiedAtMs)) {
			return { consumer: { reads: "event-source-mapping", name: functionName, stoppedAtMs: modifiedAtMs } };
		}
	}
	if (isSharedRead) return undefined;
	const mapped = eventSourceMappings.find(({ isEnabled }) => isEnabled);
	const stopped = sharedReadAtMs === undefined ? {} : { stoppedAtMs: sharedReadAtMs };
	if (mapped !== undefined) return { consumer: { reads: "event-source-mapping", name: mapped.functionName, ...stopped } };
	if (sharedReadAtMs !== undefined) return { consumer: { reads: "shared", ...stopped } };
	const [never] = silent;
	// Nobody is known to read, and somebody is registered to.
	if (never !== undefined && silent.length === registered.length)
		return { consumer: { reads: "enhanced-fan-out", name: never.consumerName } };
	return undefined;
}

/** An age that is negative or no number is unknown. */
function knownAge(ageMs: number | undefined): number | undefined {
	return ageMs !== undefined && ageMs >= 0 ? ageMs : undefined;
}

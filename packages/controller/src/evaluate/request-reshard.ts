import { randomUUID } from "node:crypto";
import type { ScaleDecision } from "@headroom/engine";
import { ReshardError } from "../errors.ts";
import type { ActOutcome } from "../evaluation.ts";
import type { ReshardIntent } from "../ports/ledger-port.ts";
import type { StreamPort } from "../ports/stream-port.ts";
import { reshardOf } from "./detect-settlements.ts";
import type { EvaluationContext } from "./evaluation-context.ts";

/**
 * Ask for the reshard: intent, call, settlement. Only the evaluation that wrote its intent calls. If it dies after that, the intent
 * tells the next one. docs/decisions/0007-intent-before-act.md has every crash point.
 *
 * @param revision of the history that the decision rests on: an older one loses the race
 * @param by       the person who asks; absent for the autoscaler
 * @throws HistoryError when the intent could not be written: nothing was done
 * @throws ReshardError when the service can never accept: the intent is withdrawn
 */
export async function requestReshard(
	{ errors, ports }: Pick<EvaluationContext, "errors" | "ports">,
	decision: ScaleDecision,
	revision: number,
	by?: string,
): Promise<ActOutcome> {
	const intent: ReshardIntent = {
		streamName: decision.streamName,
		intentId: randomUUID(),
		atMs: ports.clock.nowMs(),
		fromShardCount: decision.openShardCount,
		targetShardCount: decision.targetShardCount,
		trigger: decision.trigger,
		...(by === undefined ? { startedBy: "headroom" } : { startedBy: "person", by }),
	};
	const race = await ports.history.recordIntent(intent, revision);
	if (race.kind === "lost-race") return { kind: "lost-race", decision };

	const answer = await askService(ports.stream, intent);
	switch (answer.kind) {
		case "accepted": {
			const reshard = reshardOf(intent);
			await errors.capture(ports.history.settleIntent(intent, reshard));
			return { kind: "accepted", decision, reshard };
		}
		case "refused": {
			const { refusal, message } = answer;
			const { fromShardCount, targetShardCount } = intent;
			const atMs = ports.clock.nowMs();
			await errors.capture(ports.history.recordRefusal(intent.streamName, { atMs, fromShardCount, targetShardCount, refusal, message }));
			await errors.capture(ports.history.withdrawIntent(intent));
			return { kind: "refused", decision, refusal, message };
		}
		case "unknown-outcome":
			return { kind: "unknown-outcome", decision, intent, error: answer.error };
		case "never":
			await errors.capture(ports.history.withdrawIntent(intent));
			throw answer.error;
		default:
			return answer satisfies never;
	}
}

type Answer =
	| { readonly kind: "accepted" }
	| { readonly kind: "refused"; readonly refusal: Extract<ActOutcome, { kind: "refused" }>["refusal"]; readonly message: string }
	| { readonly kind: "never" | "unknown-outcome"; readonly error: ReshardError };

/** @throws any error but a ReshardError: the outcome is unknown then, and the intent stays */
async function askService(stream: StreamPort, { streamName, targetShardCount }: ReshardIntent): Promise<Answer> {
	try {
		return await stream.updateShardCount(streamName, targetShardCount);
	} catch (error) {
		if (!(error instanceof ReshardError)) throw error;
		return { kind: error.code === "reshard.unknown-outcome" ? "unknown-outcome" : "never", error };
	}
}

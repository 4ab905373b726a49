import { randomUUID } from "node:crypto";
import type { ScaleDecision } from "@headroom/engine";
import { ReshardError } from "../errors.ts";
import type { ActOutcome } from "../evaluation.ts";
import type { ReshardIntent } from "../ports/ledger-port.ts";
import type { ReshardAnswer } from "../ports/stream-port.ts";
import { reshardOf } from "./detect-settlements.ts";
import type { EvaluationContext } from "./evaluation-context.ts";

/**
 * Ask for the reshard: intent, call, settlement. Only the evaluation that wrote its intent calls. If it dies after that, the intent
 * tells the next one. docs/decisions/0007-intent-before-act.md has every crash point.
 *
 * @param revision of the history that the decision rests on: an older one loses the race
 * @param person   who asks, and how to ask the service if it is for a split; absent for the autoscaler
 * @throws HistoryError when the intent could not be written: nothing was done
 * @throws ReshardError when the service can never accept: the intent is withdrawn
 */
export async function requestReshard(
	{ errors, ports }: Pick<EvaluationContext, "errors" | "ports">,
	decision: ScaleDecision,
	revision: number,
	person?: AskingPerson,
): Promise<ActOutcome> {
	const intent: ReshardIntent = {
		streamName: decision.streamName,
		intentId: randomUUID(),
		atMs: ports.clock.nowMs(),
		fromShardCount: decision.openShardCount,
		targetShardCount: decision.targetShardCount,
		trigger: decision.trigger,
		...(person === undefined ? { startedBy: "headroom" } : { startedBy: "person", by: person.by }),
		...(person?.split === undefined ? {} : { operation: "SplitShard" }),
	};
	const race = await ports.history.recordIntent(intent, revision);
	if (race.kind === "lost-race") return { kind: "lost-race", decision };

	const answer = await askService(person?.split ?? (() => ports.stream.updateShardCount(intent.streamName, intent.targetShardCount)));
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
			// A refused split says nothing about UpdateShardCount to the same count.
			if (intent.operation === undefined)
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

/** A person who asks for a reshard. */
export interface AskingPerson {
	readonly by: string;
	/** Asks the service for a SplitShard in place of UpdateShardCount, once. */
	readonly split?: () => Promise<ReshardAnswer>;
}

type Answer =
	| { readonly kind: "accepted" }
	| { readonly kind: "refused"; readonly refusal: Extract<ActOutcome, { kind: "refused" }>["refusal"]; readonly message: string }
	| { readonly kind: "never" | "unknown-outcome"; readonly error: ReshardError };

/** @throws any error but a ReshardError: the outcome is unknown then, and the intent stays */
async function askService(ask: () => Promise<ReshardAnswer>): Promise<Answer> {
	try {
		return await ask();
	} catch (error) {
		if (!(error instanceof ReshardError)) throw error;
		return { kind: error.code === "reshard.unknown-outcome" ? "unknown-outcome" : "never", error };
	}
}

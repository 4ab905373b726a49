import type { ReshardBudget } from "../decision.ts";
import type { History } from "../history.ts";
import { callAllowance } from "../ledger/guessed-reshards.ts";
import type { GateStep } from "../step.ts";

/** The step of a call that nothing forbids. It says when the call is the day's one try against guessed entries. */
export function openGate({ left }: ReshardBudget, history: History, nowMs: number): GateStep {
	const allowance = callAllowance(history, nowMs);
	const tried = allowance.kind === "try" ? { triedAgainst: allowance.guessed } : {};
	return { step: "gate", kind: "open", reshardsLeft: left, ...tried };
}

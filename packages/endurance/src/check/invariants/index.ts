import type { InvariantDefinition } from "../invariant.ts";
import { ALL_SETTLED, INTENTS_END, LEASES_END, LEDGER_ONCE } from "./ledger.ts";
import { LEGAL_TARGETS, NO_HARM, NO_ILLEGAL_CALL, TEN_A_DAY } from "./limits.ts";
import { GROWS, SHRINKS } from "./liveness.ts";
import { ACTS_TOLD, NO_FLOOD, REFUSALS_TOLD } from "./messages.ts";
import { OVERRIDES_OBEYED } from "./overrides.ts";
import { OVERFLOW_EMPTIES, VOTES_ONCE } from "./votes.ts";

export const INVARIANTS: readonly InvariantDefinition[] = [
	TEN_A_DAY,
	LEGAL_TARGETS,
	NO_HARM,
	NO_ILLEGAL_CALL,
	LEDGER_ONCE,
	ALL_SETTLED,
	INTENTS_END,
	LEASES_END,
	OVERRIDES_OBEYED,
	ACTS_TOLD,
	REFUSALS_TOLD,
	NO_FLOOD,
	GROWS,
	SHRINKS,
	VOTES_ONCE,
	OVERFLOW_EMPTIES,
];

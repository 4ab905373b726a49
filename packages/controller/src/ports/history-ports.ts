import type { ClaimsPort } from "./claims-port.ts";
import type { ForgettingPort } from "./forgetting-port.ts";
import type { LedgerPort } from "./ledger-port.ts";
import type { OverridesPort } from "./overrides-port.ts";

/** All promises of the history, for what keeps it: one table, four ports. Whoever uses it asks for the ports that it needs. */
export interface HistoryPorts extends ClaimsPort, ForgettingPort, LedgerPort, OverridesPort {}

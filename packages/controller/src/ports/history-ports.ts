import type { ActsPort } from "./acts-port.ts";
import type { ClaimsPort } from "./claims-port.ts";
import type { ForgettingPort } from "./forgetting-port.ts";
import type { LedgerPort } from "./ledger-port.ts";
import type { OverridesPort } from "./overrides-port.ts";

/** All ports of the history, for the one table behind them. Callers ask only for the ports that they need. */
export interface HistoryPorts extends ActsPort, ClaimsPort, ForgettingPort, LedgerPort, OverridesPort {}

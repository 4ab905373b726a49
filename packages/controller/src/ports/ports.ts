import type { Policy } from "@headroom/engine";
import type { AutoscalerError } from "../errors.ts";
import type { ActsPort } from "./acts-port.ts";
import type { ClaimsPort } from "./claims-port.ts";
import type { ConsumersPort } from "./consumers-port.ts";
import type { LedgerPort } from "./ledger-port.ts";
import type { LoadPort } from "./load-port.ts";
import type { NotifierPort } from "./notifier-port.ts";
import type { OverridesPort } from "./overrides-port.ts";
import type { RecheckPort } from "./recheck-port.ts";
import type { StreamPort } from "./stream-port.ts";
import type { TelemetryPort } from "./telemetry-port.ts";

/** Everything that the loop needs from outside. No port mentions an SDK type; each says what it promises and what it throws. */
export interface Ports {
	readonly clock: ClockPort;
	readonly consumers: ConsumersPort;
	/** Four ports with one table behind them. */
	readonly history: ActsPort & ClaimsPort & LedgerPort & OverridesPort;
	readonly load: LoadPort;
	readonly notifier: NotifierPort;
	readonly recheck: RecheckPort;
	readonly stream: StreamPort;
	readonly telemetry: TelemetryPort;
}

export interface ClockPort {
	nowMs(): number;
}

export interface ManagedStream {
	readonly streamName: string;
	readonly policy: Policy;
}

/**
 * A managed stream whose policy cannot be read: its evaluation fails with `fault`, and people get a message. Other streams are not
 * affected.
 */
export interface UnreadableStream {
	readonly streamName: string;
	readonly fault: AutoscalerError;
}

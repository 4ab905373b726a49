import { summarize } from "@headroom/engine";
import { AutoscalerError, messageOf } from "../errors.ts";
import { LOG_EVENTS } from "../log-events.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import type { LedgerPort } from "../ports/ledger-port.ts";
import type { ManagedStream, Ports, UnreadableStream } from "../ports/ports.ts";
import { previewDecision } from "./decide-stream.ts";

/** An alarm that somebody set to see whether it is heard. */
export interface AlarmProbe {
	readonly probeId: string;
	readonly alarmName: string;
	readonly state: string;
}

/** What a probe needs of the world: nothing that writes, asks for a reshard or sends. */
export interface ProbePorts extends Pick<Ports, "clock" | "consumers" | "load" | "stream" | "telemetry"> {
	readonly history: Pick<LedgerPort, "load">;
}

/**
 * Decide what the stream needs now, and log it. Whatever is decided, nothing is done: no reshard, no message, no re-check, no write of
 * the history. Does not throw: a function that fails is tried again, and people get a message of it.
 */
export async function probeStream(ports: ProbePorts, stream: ManagedStream | UnreadableStream, probe: AlarmProbe): Promise<void> {
	const telemetry = nonThrowingTelemetry(ports.telemetry);
	const { streamName } = stream;
	try {
		if ("fault" in stream) throw stream.fault;
		const { decision } = await previewDecision(ports, stream);
		const { budget, measured, openShardCount } = decision;
		const utilization = measured.kind === "no-data" ? {} : { utilization: measured.utilization };
		telemetry.observed({ streamName, openShardCount, reshardsLeft: budget.left, ...utilization });
		telemetry.log("info", LOG_EVENTS.probed, { streamName, ...probe, decision: decision.kind, summary: summarize(decision) });
	} catch (error) {
		const code = error instanceof AutoscalerError ? error.code : "unexpected";
		telemetry.log("error", LOG_EVENTS.probeFailed, { streamName, ...probe, code, reason: messageOf(error) });
	}
}

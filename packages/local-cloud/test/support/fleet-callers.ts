import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { CALL_RATES, type CallRate } from "@headroom/aws/call-rates";
import { CollectingTelemetry } from "@headroom/controller/test-ports";
import { composeAutoscaler } from "@headroom/functions/autoscaling/compose";
import { onSweep } from "@headroom/functions/autoscaling/on-sweep";
import { type Fleet, mostInASecond } from "./fleet.ts";

const HEADROOM = fileURLToPath(new URL("../../../cli/bin/headroom.mjs", import.meta.url));

/** The sweep as it is deployed; its lines are kept instead of printed. The function's environment is this process's. */
export async function sweep(fleet: Fleet): Promise<CollectingTelemetry> {
	const autoscaler = composeAutoscaler("sweep", fleet.functionEnvironment);
	const telemetry = new CollectingTelemetry();
	await onSweep({ ...autoscaler, ports: { ...autoscaler.ports, telemetry } }, { getRemainingTimeInMillis: () => 300_000 });
	return telemetry;
}

export interface ShownStatus {
	readonly code: number;
	readonly streams: readonly { readonly openShardCount: number }[];
	readonly faults: readonly unknown[];
}

/** A person's command, in a process of its own. */
export async function status(fleet: Fleet): Promise<ShownStatus> {
	const args = [HEADROOM, "status", "--json", "--endpoint-url", fleet.endpointUrl];
	const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
	const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
	return { code, ...JSON.parse(out) };
}

/**
 * The documented rates that the calls of anybody here came near: more than half of one in any second. No second has half of DescribeLimits' one call: two who
 * begin at once may be refused one, and do without or wait.
 */
export function nearRates(fleet: Fleet): string[] {
	const rates: readonly (readonly [string, CallRate])[] = Object.entries(CALL_RATES);
	return rates.flatMap(([action, { documentedPerSecond }]) => {
		const operation = action.slice(action.indexOf(":") + 1);
		const most = mostInASecond(fleet.calls, operation);
		return documentedPerSecond > 1 && most > documentedPerSecond / 2 ? [`${action}: ${most} in a second`] : [];
	});
}

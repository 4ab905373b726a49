import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { CALL_RATES, type CallRate } from "@headroom/aws/call-rates";
import { evaluateStreams } from "@headroom/controller";
import { CollectingTelemetry } from "@headroom/controller/test-ports";
import { composeAutoscaler } from "@headroom/functions/autoscaling/compose";
import { onSweep } from "@headroom/functions/autoscaling/on-sweep";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Fleet, mostInASecond, startFleet } from "./support/fleet.ts";

const STREAMS = 25;
const HEADROOM = fileURLToPath(new URL("../../cli/bin/headroom.mjs", import.meta.url));

let fleet: Fleet;
beforeAll(async () => {
	fleet = await startFleet(STREAMS);
	for (const [name, value] of Object.entries(fleet.functionEnvironment)) vi.stubEnv(name, value);
});
afterAll(async () => {
	vi.unstubAllEnvs();
	await fleet.close();
});

/** The sweep as it is deployed; its lines are kept instead of printed. */
async function sweep(): Promise<CollectingTelemetry> {
	const autoscaler = composeAutoscaler("sweep", fleet.functionEnvironment);
	const telemetry = new CollectingTelemetry();
	await onSweep({ ...autoscaler, ports: { ...autoscaler.ports, telemetry } }, { getRemainingTimeInMillis: () => 300_000 });
	return telemetry;
}

/** A person's command, in a process of its own. */
async function status(): Promise<{ readonly code: number; readonly streams: readonly { readonly openShardCount: number }[] }> {
	const args = [HEADROOM, "status", "--json", "--endpoint-url", fleet.endpointUrl];
	const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
	const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
	return { code, ...JSON.parse(out) };
}

/** The documented rates that the calls of anybody here came near: half of one in any second, or more. */
function nearRates(): string[] {
	const rates: readonly (readonly [string, CallRate])[] = Object.entries(CALL_RATES);
	return rates.flatMap(([action, { documentedPerSecond }]) => {
		const operation = action.slice(action.indexOf(":") + 1);
		const most = mostInASecond(fleet.calls, operation);
		return most > Math.max(1, documentedPerSecond / 2) ? [`${action}: ${most} in a second`] : [];
	});
}

describe(`${STREAMS} streams, 20 to 60 ms a call`, () => {
	it("are all swept, and shown by status meanwhile, below half of every rate of the account's", async () => {
		const [telemetry, shown] = await Promise.all([sweep(), status()]);
		expect(telemetry.lines.at(-1)).toEqual({
			level: "info",
			event: "sweep.finished",
			fields: { streamCount: STREAMS, failedStreamNames: [] },
		});
		expect(shown).toMatchObject({ code: 0, faults: [] });
		expect(shown.streams.map(({ openShardCount }) => openShardCount)).toEqual(fleet.streamNames.map(() => 2));
		expect(fleet.refused).toEqual([]);
		expect(nearRates()).toEqual([]);
		expect(fleet.messageCount()).toBe(0);
	});

	it("are all swept while somebody else uses up the rate: refusals are waited out, nobody is told, nothing fails", async () => {
		const { limiter, ports, streams } = composeAutoscaler("sweep", fleet.functionEnvironment);
		const telemetry = new CollectingTelemetry();
		const others = setInterval(() => fleet.useUpRate("DescribeStreamSummary"), 20);
		const end = setTimeout(() => clearInterval(others), 1_500);
		limiter.waitUntil(Date.now() + 60_000);
		const few = (await streams.all()).found.slice(0, 6);
		await evaluateStreams({ ...ports, telemetry }, few, { kind: "sweep" });
		clearTimeout(end);
		clearInterval(others);
		expect(fleet.refused.length).toBeGreaterThan(0);
		expect(telemetry.lines.at(-1)).toMatchObject({ level: "info", fields: { streamCount: 6, failedStreamNames: [] } });
		expect(telemetry.lines.filter(({ event }) => event === "stream.evaluated")).toHaveLength(6);
		expect(fleet.messageCount()).toBe(0);
	});
});

import { evaluateStreams } from "@headroom/controller";
import { CollectingTelemetry } from "@headroom/controller/test-ports";
import { composeAutoscaler } from "@headroom/functions/autoscaling/compose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Fleet, startFleet } from "./support/fleet.ts";
import { nearRates, status, sweep } from "./support/fleet-callers.ts";

const STREAMS = 25;

let fleet: Fleet;
beforeAll(async () => {
	fleet = await startFleet(STREAMS);
	for (const [name, value] of Object.entries(fleet.functionEnvironment)) vi.stubEnv(name, value);
});
afterAll(async () => {
	vi.unstubAllEnvs();
	await fleet.close();
});

describe(`${STREAMS} streams, 20 to 60 ms a call`, () => {
	it("are all swept, and shown by status meanwhile, below half of every rate of the account's", async () => {
		const [telemetry, shown] = await Promise.all([sweep(fleet), status(fleet)]);
		expect(telemetry.lines.at(-1)).toEqual({
			level: "info",
			event: "sweep.finished",
			fields: { streamCount: STREAMS, failedStreamNames: [] },
		});
		expect(shown).toMatchObject({ code: 0, faults: [] });
		expect(shown.streams.map(({ openShardCount }) => openShardCount)).toEqual(fleet.streamNames.map(() => 2));
		expect(fleet.refused.filter((operation) => operation !== "DescribeLimits")).toEqual([]);
		expect(nearRates(fleet)).toEqual([]);
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

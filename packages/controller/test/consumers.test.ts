import { summarize } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { ObservationError } from "../src/index.ts";
import { SWEEP, throttledWorld, World } from "./world.ts";

/** Eight shards that are a hundredth full. */
function idleWorld(): World {
	const world = new World({}, 8);
	world.offer({ recordsPerSecond: 80 });
	return world;
}

const error = (code: string) => new ObservationError("kinesis:ListStreamConsumers failed.", { code, retryable: true, streamName: "votes" });

describe("the consumers of a stream", () => {
	it("are asked for before a scale in, once", async () => {
		const world = idleWorld();
		const { outcome } = await world.evaluate(SWEEP);
		expect(outcome.kind).toBe("accepted");
		expect(world.ports.consumers.reads).toBe(1);
	});

	it.each([
		["a calm stream", () => new World()],
		["a throttled one", () => throttledWorld()],
	])("are not asked for where %s needs no scale in", async (_, makeWorld) => {
		const world = makeWorld();
		await world.evaluate(SWEEP);
		expect(world.ports.consumers.reads).toBe(0);
	});

	it("forbid it where one of them stopped, and people are told which", async () => {
		const world = idleWorld();
		world.ports.consumers.put("votes", {
			kind: "known",
			retentionHours: 24,
			registered: [{ consumerName: "analytics", readAtMs: world.clock.nowMs() - 3_600_000 }],
			eventSourceMappings: [],
		});
		const { decision, outcome } = await world.evaluate(SWEEP);
		expect(outcome.kind).toBe("blocked");
		expect(summarize(decision)).toContain("consumer analytics has not read since 2026-11-23 11:00:00 UTC");
		expect(world.ports.notifier.published.map(({ body }) => body).join()).toContain("analytics");
	});

	it("are enough to scale in where no iterator age is known", async () => {
		const world = idleWorld();
		world.ports.load.put("votes", { iteratorAge: { kind: "no-data" } });
		expect((await world.evaluate(SWEEP)).outcome.kind).toBe("accepted");
	});

	it("that cannot be listed forbid it, with the reason", async () => {
		const world = idleWorld();
		const ports = { ...world.ports, consumers: { read: async () => Promise.reject(error("observation.access-denied")) } };
		const { decision, outcome } = await world.evaluate(SWEEP, ports);
		expect(outcome.kind).toBe("blocked");
		expect(summarize(decision)).toContain("could not be listed (kinesis:ListStreamConsumers failed)");
	});

	it("that AWS has no rate for postpone the evaluation: nobody is told", async () => {
		const world = idleWorld();
		const ports = { ...world.ports, consumers: { read: async () => Promise.reject(error("observation.rate-exceeded")) } };
		await expect(world.evaluate(SWEEP, ports)).rejects.toThrow(ObservationError);
		expect(world.told()).toEqual([]);
	});

	it("do not hide a fault of ours", async () => {
		const world = idleWorld();
		const ports = { ...world.ports, consumers: { read: async () => Promise.reject(new TypeError("a fault")) } };
		await expect(world.evaluate(SWEEP, ports)).rejects.toThrow(TypeError);
	});
});

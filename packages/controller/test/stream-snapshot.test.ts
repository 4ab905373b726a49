import { summarize } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { type Ports, planScale, previewDecision, readSnapshot, type StreamHistory, type StreamPort } from "../src/index.ts";
import { ManualWorld } from "./manual-world.ts";
import { FAST_ALARM, START_MS, SWEEP, throttledWorld } from "./world.ts";

/** Ports that can be read, and that take no word. */
function readOnly({ clock, consumers, history, load, stream }: Ports): Ports {
	const refuse = (): never => {
		throw new Error("Looking writes nothing.");
	};
	const only = <Port extends object>(port: Port, readable: readonly (keyof Port)[]): Port =>
		new Proxy(port, {
			get: (target, key) => {
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				return readable.some((name) => name === key) ? value.bind(target) : refuse;
			},
		});
	return {
		clock,
		consumers,
		load,
		history: only<Ports["history"]>(history, ["load"]),
		stream: only<StreamPort>(stream, ["describe", "describeAccount", "lineageSince"]),
		notifier: { publish: refuse },
		recheck: { schedule: refuse },
		telemetry: { log: refuse, observed: refuse },
	};
}

describe("looking", () => {
	it("decides what an evaluation then decides, and writes nothing", async () => {
		const world = throttledWorld();
		const { decision } = await previewDecision(readOnly(world.ports), world.stream);
		expect(decision.kind).toBe("scale-out");
		expect((await world.evaluate(FAST_ALARM)).decision).toEqual(decision);
	});

	it("heeds a pause, and a person at work", async () => {
		const world = throttledWorld();
		const run = {
			leaseId: "r",
			by: "ana",
			reason: "sale at noon",
			startedAtMs: START_MS,
			fromShardCount: 1,
			targetShardCount: 4,
			untilMs: START_MS + 60_000,
		};
		await world.ports.history.acquireLease("votes", run, 0);
		const { decision } = await previewDecision(readOnly(world.ports), world.stream);
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "hold", untilMs: run.untilMs });
		expect(summarize(decision)).toContain("held at its count by ana until 2026-11-23 12:01:00 UTC: scaling 1 → 4: sale at noon");
	});

	it("counts what has happened and is not yet written: an intent whose call was accepted, and its end", async () => {
		const world = new ManualWorld({}, 2);
		const intent = {
			streamName: "votes",
			intentId: "i",
			atMs: START_MS,
			fromShardCount: 2,
			targetShardCount: 4,
			trigger: "person",
			startedBy: "person",
			by: "ben",
		} as const;
		await world.ports.history.recordIntent(intent, 0);
		await world.ports.stream.updateShardCount("votes", 4);
		const request = { streamName: "votes", targetShardCount: 5, by: "ana", reason: "sale at noon" };
		expect(await planScale(readOnly(world.ports), request)).toMatchObject({
			kind: "refused",
			message: "The stream is UPDATING: ben asked for 2 → 4 at 2026-11-23 12:00:00 UTC.",
		});
		world.clock.advanceSeconds(30);
		expect(await planScale(readOnly(world.ports), request)).toMatchObject({
			kind: "planned",
			openShardCount: 4,
			steps: [{ fromShardCount: 4, toShardCount: 5, reshardsLeftAfter: 8 }],
		});
		const look = await readSnapshot(readOnly(world.ports), "votes");
		await world.evaluate(SWEEP);
		const { revision: _, ...written } = await world.history();
		// Told by the evaluation, which a look does not do.
		expect(look.known).toMatchObject(withoutToldAtMs(written));
	});
});

function withoutToldAtMs<Written extends Pick<StreamHistory, "history">>(written: Written): Written {
	const reshards = written.history.reshards.map(({ toldAtMs: _, ...reshard }) => reshard);
	return { ...written, history: { ...written.history, reshards } };
}

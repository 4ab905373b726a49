import type { Policy } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { AutoscalerError, DeliveryError, HistoryError, ObservationError, type Ports, ReshardError } from "../src/index.ts";
import { FAST_ALARM, RECHECK, replacing, SWEEP, throttledWorld, World } from "./world.ts";

const unavailable = (method: string): HistoryError =>
	new HistoryError(`${method}: table headroom-history cannot be reached.`, {
		code: "history.unavailable",
		retryable: true,
		streamName: "votes",
	});

describe("a port that fails before the act", () => {
	const rows: readonly { title: string; code: string; ports: (world: World) => Ports }[] = [
		{
			title: "the history cannot be read",
			code: "history.unavailable",
			ports: (world) => ({
				...world.ports,
				history: replacing(world.ports.history, { load: async () => Promise.reject(unavailable("load")) }),
			}),
		},
		{
			title: "the intent cannot be written",
			code: "history.unavailable",
			ports: (world) => ({
				...world.ports,
				history: replacing(world.ports.history, { recordIntent: async () => Promise.reject(unavailable("recordIntent")) }),
			}),
		},
		{
			title: "the stream cannot be described",
			code: "observation.access-denied",
			ports: (world) => ({
				...world.ports,
				stream: replacing(world.ports.stream, {
					describe: async () =>
						Promise.reject(
							new ObservationError("DescribeStreamSummary votes: not allowed.", { code: "observation.access-denied", retryable: false }),
						),
				}),
			}),
		},
		{
			title: "the metrics cannot be read",
			code: "observation.metrics-unavailable",
			ports: (world) => ({
				...world.ports,
				load: {
					read: async () =>
						Promise.reject(new ObservationError("GetMetricData: 503.", { code: "observation.metrics-unavailable", retryable: true })),
				},
			}),
		},
	];

	it.each(rows)("means that nothing is done, and that people and the caller know: $title", async ({ code, ports }) => {
		const world = throttledWorld();
		await expect(world.evaluate(SWEEP, ports(world))).rejects.toMatchObject({ code });
		expect(world.ports.stream.calls).toEqual([]);
		expect(world.told()).toEqual(["failed: Headroom: votes: the evaluation failed"]);
		expect(world.ports.telemetry.lines.map(({ level, event }) => [level, event])).toEqual([["error", "stream.evaluation-failed"]]);
		// It passes, and the next evaluation does it.
		expect((await world.evaluate(SWEEP)).outcome.kind).toBe("accepted");
	});

	it("is told once an hour while it stands", async () => {
		const world = throttledWorld();
		const load = async (): Promise<never> =>
			Promise.reject(new ObservationError("GetMetricData: 503.", { code: "observation.metrics-unavailable", retryable: true }));
		for (let minute = 0; minute < 60; minute += 1) {
			await expect(world.evaluate(SWEEP, { ...world.ports, load: { read: load } })).rejects.toThrow(ObservationError);
			world.clock.advanceSeconds(60);
		}
		expect(world.told()).toHaveLength(1);
	});
});

describe("metrics that cannot be read", () => {
	const unread = new ObservationError("GetMetricData: 503.", { code: "observation.metrics-unavailable", retryable: true });
	const blind = (ports: Ports): Ports => ({ ...ports, load: { read: async () => Promise.reject(unread) } });
	const SHOW = { name: "show", daysOfWeek: [], fromMinuteOfDay: 0, toMinuteOfDay: 1_440, minShardCount: 4 };

	const rows: readonly { title: string; policy: Partial<Policy>; openShardCount: number; calls: readonly number[] }[] = [
		{ title: "the minimum", policy: { minShardCount: 2 }, openShardCount: 1, calls: [2] },
		{ title: "a floor", policy: { scheduledFloors: [SHOW] }, openShardCount: 2, calls: [4] },
	];
	it.each(rows)("do not keep $title from being heeded; people and the caller know both", async ({ policy, openShardCount, calls }) => {
		const world = new World(policy, openShardCount);
		const failure = await world.evaluate(SWEEP, blind(world.ports)).catch((error: unknown) => error);
		expect(failure).toMatchObject({
			code: "evaluation.without-metrics",
			retryable: true,
			message: "votes: accepted without metrics: GetMetricData: 503.",
		});
		expect(world.ports.stream.calls.map(({ targetShardCount }) => targetShardCount)).toEqual(calls);
		expect(world.told()).toEqual([
			expect.stringMatching(/^accepted: Headroom: votes: scaling out/),
			"failed: Headroom: votes: evaluated without metrics",
		]);
		expect(world.ports.recheck.waiting()).toHaveLength(1);
		expect(world.ports.telemetry.lines.map(({ event }) => event)).toEqual(["stream.evaluated", "stream.evaluation-failed"]);
		expect(world.ports.telemetry.lines.at(-1)?.fields).not.toHaveProperty("besides");
	});

	it("scale nothing in, however much room there is", async () => {
		const world = new World({}, 8);
		await expect(world.evaluate(SWEEP, blind(world.ports))).rejects.toBe(unread);
		expect(world.ports.stream.calls).toEqual([]);
	});

	it("are named with what else failed", async () => {
		const world = new World({ minShardCount: 2 });
		const publish = async (): Promise<never> =>
			Promise.reject(new DeliveryError("Publish: 503.", { code: "notification.failed", retryable: true }));
		await expect(world.evaluate(SWEEP, { ...blind(world.ports), notifier: { publish } })).rejects.toMatchObject({
			code: "evaluation.incomplete",
			message: "votes: accepted, but then: GetMetricData: 503.; Publish: 503.",
		});
	});

	it("let a fault that is no failed reading through as what it is", async () => {
		const world = new World({ minShardCount: 2 });
		const fault = new TypeError("minutes is not iterable");
		await expect(world.evaluate(SWEEP, { ...world.ports, load: { read: async () => Promise.reject(fault) } })).rejects.toBe(fault);
		expect(world.ports.stream.calls).toEqual([]);
	});
});

describe("a history that is out of reach for hours", () => {
	it("is told once an hour by each process, not at every sweep, and again when it fails anew after an hour", async () => {
		const world = throttledWorld();
		const { load, claim, releaseClaim } = {
			load: async (): Promise<never> => Promise.reject(unavailable("load")),
			claim: async (): Promise<never> => Promise.reject(unavailable("claim")),
			releaseClaim: async (): Promise<never> => Promise.reject(unavailable("releaseClaim")),
		};
		const down: Ports = { ...world.ports, history: replacing(world.ports.history, { load, claim, releaseClaim }) };
		for (let minute = 0; minute < 90; minute += 1) {
			await expect(world.evaluate(SWEEP, down)).rejects.toThrow(HistoryError);
			world.clock.advanceSeconds(60);
		}
		expect(world.told()).toEqual(Array.from({ length: 2 }, () => "failed: Headroom: votes: the evaluation failed"));
	});

	it("is told again when SNS did not take it", async () => {
		const world = throttledWorld();
		const history = replacing(world.ports.history, {
			load: async () => Promise.reject(unavailable("load")),
			claim: async () => Promise.reject(unavailable("claim")),
		});
		let attempts = 0;
		const notifier: Ports["notifier"] = {
			publish: async (notification) => {
				attempts += 1;
				if (attempts === 1) throw new DeliveryError("Publish: 503.", { code: "notification.failed", retryable: true });
				await world.ports.notifier.publish(notification);
			},
		};
		for (let minute = 0; minute < 3; minute += 1) {
			await expect(world.evaluate(SWEEP, { ...world.ports, history, notifier })).rejects.toThrow(HistoryError);
			world.clock.advanceSeconds(60);
		}
		expect(attempts).toBe(2);
		expect(world.told()).toEqual(["failed: Headroom: votes: the evaluation failed"]);
	});
});

describe("an answer that never came", () => {
	const unknown = new ReshardError("UpdateShardCount votes 2: socket hang up.", {
		code: "reshard.unknown-outcome",
		retryable: true,
		streamName: "votes",
	});

	it("leaves the intent; the stream shows that it was accepted, and it is settled, not repeated", async () => {
		const world = throttledWorld();
		const { stream } = world.ports;
		const lost: Ports = {
			...world.ports,
			stream: replacing(stream, {
				updateShardCount: async (name, target) => {
					await stream.updateShardCount(name, target);
					throw unknown;
				},
			}),
		};
		const { outcome, recheck } = await world.evaluate(FAST_ALARM, lost);
		expect(outcome.kind).toBe("unknown-outcome");
		expect(recheck?.reason).toBe("reshard-in-progress");
		expect((await world.history()).intent).toBeDefined();

		world.clock.advanceSeconds(15);
		const next = await world.evaluate(RECHECK);
		expect(next.settlements.map(({ kind }) => kind)).toEqual(["intent-settled"]);
		expect(world.ports.stream.calls).toHaveLength(1);
		expect((await world.history()).intent).toBeUndefined();
		expect((await world.history()).history.reshards).toHaveLength(1);
		expect(world.told()).toEqual([
			"failed: Headroom: votes: no answer to 1 -> 2 shards",
			"settled: Headroom: votes: resharding 1 -> 2 shards",
		]);
	});

	it("leaves the intent; the stream shows no trace of it for two minutes, and only then it is asked again", async () => {
		const world = throttledWorld();
		const lost: Ports = {
			...world.ports,
			stream: replacing(world.ports.stream, { updateShardCount: async () => Promise.reject(unknown) }),
		};
		await world.evaluate(FAST_ALARM, lost);

		world.clock.advanceSeconds(60);
		world.throttle(800);
		expect((await world.evaluate(SWEEP)).outcome.kind).toBe("lost-race");
		expect(world.ports.stream.calls).toEqual([]);

		world.clock.advanceSeconds(60);
		world.throttle(800);
		const { outcome, settlements } = await world.evaluate(SWEEP);
		expect(settlements.map(({ kind }) => kind)).toEqual(["intent-withdrawn"]);
		expect(outcome.kind).toBe("accepted");
		expect((await world.history()).history.reshards).toHaveLength(1);
		expect(world.told()).toContain("settled: Headroom: votes: no trace of 1 -> 2 shards");
	});
});

describe("an answer that it can never be", () => {
	it("takes the intent back and is told, so that nothing waits for what will not come", async () => {
		const world = throttledWorld();
		const denied = new ReshardError("UpdateShardCount votes: not allowed.", { code: "reshard.access-denied", retryable: false });
		const ports: Ports = {
			...world.ports,
			stream: replacing(world.ports.stream, { updateShardCount: async () => Promise.reject(denied) }),
		};
		await expect(world.evaluate(FAST_ALARM, ports)).rejects.toBe(denied);
		expect((await world.history()).intent).toBeUndefined();
		expect(world.told()).toEqual(["failed: Headroom: votes: the evaluation failed"]);
	});

	it("hides nothing that failed besides: an intent that could not be taken back stands, and the log says why", async () => {
		const world = throttledWorld();
		const denied = new ReshardError("UpdateShardCount votes: not allowed.", { code: "reshard.access-denied", retryable: false });
		const ports: Ports = {
			...world.ports,
			stream: replacing(world.ports.stream, { updateShardCount: async () => Promise.reject(denied) }),
			history: replacing(world.ports.history, { withdrawIntent: async () => Promise.reject(unavailable("withdrawIntent")) }),
		};
		await expect(world.evaluate(FAST_ALARM, ports)).rejects.toBe(denied);
		expect(world.ports.telemetry.lines.map(({ fields }) => fields)).toMatchObject([
			{ code: "reshard.access-denied", reason: denied.message, besides: [unavailable("withdrawIntent").message] },
		]);
	});
});

describe("a port that fails after the act", () => {
	const down = new DeliveryError("Publish to headroom-notifications: 503.", { code: "notification.failed", retryable: true });

	it("neither undoes nor repeats it when people cannot be told; the text is logged, the caller knows, and it is told late", async () => {
		const world = throttledWorld();
		const failing: Ports = { ...world.ports, notifier: { publish: async () => Promise.reject(down) } };
		const failure = await world.evaluate(FAST_ALARM, failing).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(AutoscalerError);
		expect(failure).toMatchObject({
			code: "evaluation.incomplete",
			retryable: true,
			message: "votes: accepted, but then: Publish to headroom-notifications: 503.",
		});
		const { intent, history } = await world.history();
		expect(intent).toBeUndefined();
		expect(history.reshards).toHaveLength(1);
		expect(world.ports.recheck.waiting()).toHaveLength(1);
		expect(world.ports.telemetry.lines.find(({ event }) => event === "notification.failed")?.fields).toMatchObject({
			subject: "Headroom: votes: scaling out 1 -> 2 shards",
			body: expect.stringContaining("Scaling out 1 → 2 shards"),
		});

		const late = "accepted: Headroom: votes: resharding 1 -> 2 shards";
		world.clock.advanceSeconds(5);
		await world.evaluate(RECHECK);
		// The evaluation that acted might still be about to say it, and better.
		expect(world.told()).not.toContain(late);
		world.clock.advanceSeconds(10);
		await world.evaluate(RECHECK);
		expect(world.told()).toContain(late);
		expect(world.ports.stream.calls).toHaveLength(1);
	});

	it("tells people once when the topic is there again, however long it was out", async () => {
		const world = throttledWorld();
		const failing: Ports = { ...world.ports, notifier: { publish: async () => Promise.reject(down) } };
		await world.evaluate(FAST_ALARM, failing).catch(() => {});
		world.offer({ recordsPerSecond: 1_400 });
		world.ports.load.put("votes", { fastWindow: { kind: "no-data" } });
		for (let minute = 0; minute < 90; minute += 1) {
			world.clock.advanceSeconds(60);
			await world.evaluate(SWEEP, failing).catch(() => {});
		}
		expect(world.told()).toEqual([]);
		for (let minute = 0; minute < 3; minute += 1) {
			world.clock.advanceSeconds(60);
			await world.evaluate(SWEEP);
		}
		expect(world.told()).toEqual(["accepted: Headroom: votes: resharded 1 -> 2 shards"]);
		expect(world.ports.notifier.published[0]?.body).toContain("Headroom could not report it at its time.");
	});

	it("schedules the re-check at the next evaluation when it could not be scheduled", async () => {
		const world = throttledWorld();
		const failing: Ports = {
			...world.ports,
			recheck: {
				schedule: async () => Promise.reject(new DeliveryError("SendMessage: 503.", { code: "recheck.failed", retryable: true })),
			},
		};
		await expect(world.evaluate(FAST_ALARM, failing)).rejects.toMatchObject({ code: "evaluation.incomplete" });
		expect(world.told()).toEqual([
			"accepted: Headroom: votes: scaling out 1 -> 2 shards",
			"failed: Headroom: votes: evaluated, but some writes failed",
		]);
		expect((await world.evaluate(SWEEP)).recheck).toEqual({ streamName: "votes", reason: "reshard-in-progress", delaySeconds: 15 });
	});

	it("leaves an intent that cannot be settled to the next evaluation, which settles it and does not repeat the call", async () => {
		const world = throttledWorld();
		const failing = {
			...world.ports,
			history: replacing(world.ports.history, { settleIntent: async () => Promise.reject(unavailable("settleIntent")) }),
		};
		await expect(world.evaluate(FAST_ALARM, failing)).rejects.toMatchObject({ code: "evaluation.incomplete" });
		world.clock.advanceSeconds(15);
		await world.evaluate(RECHECK);
		expect((await world.history()).history.reshards).toHaveLength(1);
		expect(world.ports.stream.calls).toHaveLength(1);
	});

	it("tells all the same when the claim cannot be had: twice is better than never", async () => {
		const world = throttledWorld();
		const failing = {
			...world.ports,
			history: replacing(world.ports.history, { claim: async () => Promise.reject(unavailable("claim")) }),
		};
		await expect(world.evaluate(FAST_ALARM, failing)).rejects.toMatchObject({ code: "evaluation.incomplete" });
		expect(world.told()).toContain("accepted: Headroom: votes: scaling out 1 -> 2 shards");
	});
});

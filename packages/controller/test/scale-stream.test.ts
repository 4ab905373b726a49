import { beforeEach, describe, expect, it } from "vitest";
import { HistoryError, ObservationError, planScale, ReshardError, type ReshardIntent } from "../src/index.ts";
import { ManualWorld } from "./manual-world.ts";
import { replacing, START_MS, SWEEP } from "./world.ts";

const HOUR_MS = 3_600_000;

let world: ManualWorld;
beforeEach(() => {
	world = new ManualWorld({}, 3);
});

/** As many reshards by somebody else, an hour apart, the newest an hour ago. */
async function resharded(count: number): Promise<void> {
	for (let hour = 1; hour <= count; hour += 1) {
		const atMs = START_MS - hour * HOUR_MS;
		await world.ports.history.recordReshard("votes", {
			atMs,
			fromShardCount: 3,
			toShardCount: 3,
			startedBy: "person",
			settledAtMs: atMs + 30_000,
		});
	}
}

describe("a person's reshard", () => {
	it("goes from 3 to 20 shards in the three steps that the limits demand, each told and in the ledger under the person's name", async () => {
		const result = await world.scaleTo(20);
		expect(result).toMatchObject({ end: { kind: "done" }, openShardCount: 20, remaining: [], incomplete: [] });
		expect(result.done.map(({ fromShardCount, toShardCount }) => [fromShardCount, toShardCount])).toEqual([
			[3, 6],
			[6, 12],
			[12, 20],
		]);
		expect(await world.reshards()).toEqual(["ana: 3 → 6", "ana: 6 → 12", "ana: 12 → 20"]);
		expect(world.told()).toEqual([
			"accepted: Headroom: votes: scaling out 3 -> 6 shards",
			"settled: Headroom: votes: ACTIVE with 6 shards",
			"accepted: Headroom: votes: scaling out 6 -> 12 shards",
			"settled: Headroom: votes: ACTIVE with 12 shards",
			"accepted: Headroom: votes: scaling out 12 -> 20 shards",
			"settled: Headroom: votes: ACTIVE with 20 shards",
		]);
		expect(await world.history()).toMatchObject({ history: { override: { kind: "none" } } });
		expect(await world.history()).not.toHaveProperty("lease");
	});

	it("says in the message who, what, why, what it costs and what is left", async () => {
		await world.scaleTo(20);
		expect(world.ports.notifier.published[0]?.body).toBe(
			[
				"Scaling out 3 → 6 shards: ana asks for 20 shards: sale at noon; capped at double.",
				"",
				"The steps of the decision:",
				"  recommend  20 shards, asked for by ana: sale at noon.",
				"  limit      In 3 steps: 3 → 6 → 12 → 20.",
				"  gate       Nothing forbids it; 10 of 10 reshards are left before it.",
				"",
				"Next: 6 → 12 shards, when the stream is ACTIVE again.",
				"Budget: 9 of 10 reshards are left in this rolling 24 h; the next one is free again at 2026-11-24 12:01:00 UTC.",
				"Cost: +$32.85 a month at this shard count (shard-hours, us-east-1 prices).",
				"Woken by: ana.",
			].join("\n"),
		);
	});

	it("tells its progress: the plan, each call, each look while it waits, each end", async () => {
		await world.scaleTo(6);
		expect(world.progress[0]).toMatchObject({ kind: "planned", plan: { reshardsLeftAfter: 9, estimatedFrom: "assumed" } });
		expect(world.progress.map(({ kind }) => kind)).toEqual([
			"planned",
			"asked",
			...Array.from({ length: 14 }, () => "waiting"),
			"step-done",
		]);
	});

	it("estimates by this stream's own reshards once there are some", async () => {
		await world.scaleTo(6);
		world.progress.length = 0;
		await world.scaleTo(20);
		expect(world.progress[0]).toMatchObject({ kind: "planned", plan: { estimatedFrom: "ledger", estimatedSeconds: 134 } });
	});

	it("scales in as well, at most to half at a time", async () => {
		world.ports.stream.put("votes", { openShardCount: 9 });
		expect(await world.scaleTo(2)).toMatchObject({ end: { kind: "done" }, openShardCount: 2 });
		expect(await world.reshards()).toEqual(["ana: 9 → 5", "ana: 5 → 3", "ana: 3 → 2"]);
	});

	it("asks nothing of a stream that has the count, and leaves no run", async () => {
		expect(await world.scaleTo(3)).toMatchObject({ end: { kind: "nothing-to-do" }, done: [], openShardCount: 3 });
		expect(world.ports.stream.calls).toEqual([]);
		expect(await world.history()).not.toHaveProperty("lease");
	});
});

describe("the limits bind a person too:", () => {
	it("the eleventh reshard of a day is refused with the time of the next, and no call is sent", async () => {
		await resharded(10);
		const { end } = await world.scaleTo(4);
		expect(end).toEqual({
			kind: "refused",
			refused: {
				kind: "refused",
				openShardCount: 3,
				refusedBy: "reshard-quota",
				message:
					"3 → 4 takes 1 reshard, and of the 10 that the service allows in a rolling 24 h 0 are left; one is free from 2026-11-24 02:01:00 UTC on.",
				possibleAtMs: START_MS + 14 * HOUR_MS + 60_000,
			},
		});
		expect(world.ports.stream.calls).toEqual([]);
	});

	it("reserved reshards are a person's to use, down to the last", async () => {
		await resharded(9);
		expect(await world.scaleTo(4)).toMatchObject({ end: { kind: "done" } });
		expect(await world.scaleTo(5)).toMatchObject({ end: { kind: "refused", refused: { refusedBy: "reshard-quota" } } });
	});

	it("what takes more steps than are left is not begun, and what can be reached is said", async () => {
		await resharded(8);
		expect(await world.scaleTo(20)).toMatchObject({
			end: { kind: "refused", refused: { refusedBy: "reshard-quota", reachable: { lowest: 1, highest: 12 } } },
			done: [],
		});
	});

	it("a refusal of the service itself ends it, is told and recorded, and is believed by the next", async () => {
		world.ports.stream.put("votes", { openShardCount: 3 });
		for (let call = 0; call < 10; call += 1) {
			await world.ports.stream.updateShardCount("votes", 3);
			world.clock.advanceSeconds(40);
		}
		const { end } = await world.scaleTo(4);
		expect(end).toMatchObject({ kind: "service-refused", refusal: "reshard-quota" });
		expect(world.ports.history.decisions.at(-1)).toMatchObject({
			outcome: { kind: "refused", refusal: "reshard-quota" },
			wakeup: { kind: "person", by: "ana" },
		});
		expect(await world.scaleTo(4)).toMatchObject({ end: { kind: "refused", refused: { refusedBy: "service-refused" } } });
	});
});

describe("while a person is at work the autoscaler", () => {
	it("does not undo it between two steps, says by whom it is kept, and acts again when it is over", async () => {
		// The autoscaler wants 24 shards all the time.
		world = new ManualWorld({ minShardCount: 24 }, 3);
		const blockedBy = new Set<string>();
		world.meanwhile = async () => {
			const { decision } = await world.evaluate(SWEEP);
			blockedBy.add(decision.kind === "blocked" ? decision.blockedBy : `not blocked: ${decision.kind}`);
		};
		await world.scaleTo(12);
		expect(blockedBy).toEqual(new Set(["reshard-in-progress", "hold"]));
		expect(world.ports.notifier.published.filter(({ kind }) => kind === "blocked").map(({ body }) => body.split("\n")[0])).toEqual([
			expect.stringMatching(/the stream is held at its count by ana until [-0-9]+ [0-9:]+ UTC: scaling 3 → 12: sale at noon\./),
		]);
		expect(await world.reshards()).toEqual(["ana: 3 → 6", "ana: 6 → 12"]);
		expect(world.ports.recheck.waiting().map(({ recheck }) => recheck.reason)).toContain("override-ended");
		world.clock.advanceSeconds(world.stream.policy.scaleOutCooldownSeconds);
		expect((await world.evaluate(SWEEP)).outcome).toMatchObject({ kind: "accepted", reshard: { toShardCount: 24 } });
	});

	it("does not act for as long as the hold", async () => {
		const holdUntilMs = START_MS + 2 * HOUR_MS;
		let during: unknown;
		world.meanwhile = async () => {
			during = (await world.history()).history.override;
		};
		expect(await world.scaleTo(6, { holdUntilMs })).toMatchObject({ heldUntilMs: holdUntilMs });
		const hold = { kind: "hold", untilMs: holdUntilMs, by: "ana", reason: "sale at noon" };
		expect(during).toMatchObject(hold);
		expect((await world.history()).history.override).toMatchObject(hold);
	});

	it("is held also where the count is already right", async () => {
		expect(await world.scaleTo(3, { holdUntilMs: START_MS + HOUR_MS })).toMatchObject({
			end: { kind: "nothing-to-do" },
			heldUntilMs: START_MS + HOUR_MS,
		});
		expect((await world.history()).history.override).toMatchObject({ kind: "hold" });
	});

	it("is not held by a reshard of which nothing came: what was in force stays, and nobody gets a message of a hold", async () => {
		const pause = { kind: "pause", untilMs: START_MS + HOUR_MS, by: "ben", reason: "deploy" } as const;
		await world.ports.history.putOverride("votes", pause, 0);
		refuseEverything();
		expect(await world.scaleTo(6, { holdUntilMs: START_MS + 2 * HOUR_MS })).not.toHaveProperty("heldUntilMs");
		expect((await world.history()).history.override).toEqual(pause);
		expect(world.ports.notifier.published.filter(({ kind }) => kind === "override")).toEqual([]);
	});

	const colleagues = { kind: "pause", untilMs: START_MS + HOUR_MS, by: "ben", reason: "deploy" } as const;

	it("says what the hold takes the place of, before and when it does", async () => {
		await world.ports.history.putOverride("votes", colleagues, 0);
		const request = { streamName: "votes", targetShardCount: 6, by: "ana", reason: "sale at noon", holdUntilMs: START_MS + 2 * HOUR_MS };
		expect(await planScale(world.manualPorts(), request)).toMatchObject({ kind: "planned", replaces: colleagues });
		expect(await world.scaleTo(6, { ...request, replaces: colleagues })).toMatchObject({ end: { kind: "done" } });
		expect(world.ports.notifier.published.find(({ kind }) => kind === "override")?.body).toContain(
			"Before, the stream was paused by ben until 2026-11-23 13:00:00 UTC: deploy.",
		);
	});

	it.each([
		{ title: "steps", targetShardCount: 6 },
		{ title: "nothing but the hold", targetShardCount: 3 },
	])("does not take the place of what the person has not seen: $title", async ({ targetShardCount }) => {
		await world.ports.history.putOverride("votes", colleagues, 0);
		const result = await world.scaleTo(targetShardCount, { holdUntilMs: START_MS + 2 * HOUR_MS, replaces: { kind: "none" } });
		expect(result).toMatchObject({ done: [], end: { kind: "lost-race", to: { kind: "override", override: colleagues } } });
		expect((await world.history()).history.override).toEqual(colleagues);
		expect(world.accepted).toEqual([]);
	});

	it("leaves a colleague's pause as it is where no hold is asked for", async () => {
		await world.ports.history.putOverride("votes", colleagues, 0);
		expect(await world.scaleTo(6, { replaces: { kind: "none" } })).toMatchObject({ end: { kind: "done" } });
		expect((await world.history()).history.override).toEqual(colleagues);
	});

	/** Each call is refused, so that nothing comes of the reshard. */
	function refuseEverything(): void {
		const refusing = replacing(world.ports.stream, {
			updateShardCount: async () => ({ kind: "refused", refusal: "rate", message: "LimitExceededException" }),
		});
		Object.assign(world.ports, { stream: refusing });
	}
	const holdUntilMs = START_MS + 2 * HOUR_MS;

	it("is held after the first accepted step, before that is done, and people get a message of it", async () => {
		const seen: unknown[] = [];
		const onProgress = ({ kind }: { kind: string }): void => {
			if (kind === "asked") seen.push("asked");
		};
		world.meanwhile = async () => {
			world.meanwhile = async () => undefined;
			seen.push((await world.history()).history.override.kind);
		};
		expect(await world.scaleTo(12, { holdUntilMs }, { onProgress })).toMatchObject({ end: { kind: "done" }, heldUntilMs: holdUntilMs });
		expect(seen).toEqual(["asked", "hold", "asked"]);
		expect(world.ports.notifier.published.filter(({ kind }) => kind === "override").map(({ subject }) => subject)).toEqual([
			"Headroom: votes: held until 2026-11-23 14:00:00 UTC",
		]);
	});

	it("goes on where the hold cannot be set, and says so", async () => {
		const { history } = world.ports;
		const failing = replacing(history, { putOverride: () => Promise.reject(new Error("The table did not answer.")) });
		Object.assign(world.ports, { history: failing });
		const result = await world.scaleTo(12, { holdUntilMs });
		expect(result).toMatchObject({ end: { kind: "done" }, openShardCount: 12 });
		expect(result.holdFault).toBe("Headroom could not set the hold: The table did not answer.");
		expect(result).not.toHaveProperty("heldUntilMs");
	});

	it("goes on where a colleague pauses in the same moment, keeps the pause, and says that the hold was not set", async () => {
		const pause = { kind: "pause", untilMs: START_MS + HOUR_MS, by: "ben", reason: "deploy" } as const;
		const { stream } = world.ports;
		const overtaken = replacing(stream, {
			updateShardCount: async (...args) => {
				const { override } = (await world.history()).history;
				if (override.kind === "none") await world.ports.history.putOverride("votes", pause, (await world.history()).revision);
				return stream.updateShardCount(...args);
			},
		});
		Object.assign(world.ports, { stream: overtaken });
		const result = await world.scaleTo(6, { holdUntilMs, replaces: { kind: "none" } });
		expect(result).toMatchObject({ end: { kind: "done" }, openShardCount: 6 });
		expect(result).not.toHaveProperty("heldUntilMs");
		expect(result.holdFault).toBe(
			"Headroom did not set the hold: meanwhile the stream is paused by ben until 2026-11-23 13:00:00 UTC: deploy.",
		);
		expect((await world.history()).history.override).toEqual(pause);
	});

	it("replaces an override that the person has seen and that ended by itself meanwhile", async () => {
		const pause = { kind: "pause", untilMs: START_MS + 1, by: "ben", reason: "deploy" } as const;
		await world.ports.history.putOverride("votes", pause, 0);
		expect(await world.scaleTo(6, { holdUntilMs, replaces: pause })).toMatchObject({ end: { kind: "done" }, heldUntilMs: holdUntilMs });
	});

	it("is not told to be held where a colleague ended the hold meanwhile", async () => {
		world.meanwhile = async () => {
			world.meanwhile = async () => undefined;
			await world.ports.history.putOverride("votes", { kind: "none" }, (await world.history()).revision);
		};
		const result = await world.scaleTo(6, { holdUntilMs });
		expect(result).toMatchObject({ end: { kind: "done" }, holdFault: "Somebody ended or replaced the hold meanwhile." });
		expect(result).not.toHaveProperty("heldUntilMs");
	});

	it("is not held by a run whose beginning was written and its answer lost", async () => {
		const { history } = world.ports;
		const losing = replacing(history, {
			acquireLease: async (...args) => {
				await history.acquireLease(...args);
				throw new HistoryError("The table did not answer.", { code: "history.unavailable", retryable: true });
			},
		});
		Object.assign(world.ports, { history: losing });
		await expect(world.scaleTo(6, { holdUntilMs })).rejects.toThrow("The table did not answer.");
		const after = await world.history();
		expect(after.history.override).toEqual({ kind: "none" });
		expect(after).not.toHaveProperty("lease");
	});

	it("is held, and what could not be told of that is in the result, where the count was already right", async () => {
		Object.assign(world.ports, { notifier: { publish: () => Promise.reject(new Error("SNS is down")) } });
		expect(await world.scaleTo(3, { holdUntilMs })).toMatchObject({ heldUntilMs: holdUntilMs, incomplete: ["SNS is down"] });
	});

	it("stays paused: a pause stops the autoscaler and nothing else", async () => {
		const pause = { kind: "pause", untilMs: START_MS + HOUR_MS, by: "ben", reason: "deploy" } as const;
		await world.ports.history.putOverride("votes", pause, 0);
		expect(await world.scaleTo(6)).toMatchObject({ end: { kind: "done" }, openShardCount: 6 });
		expect(world.progress[0]).toMatchObject({
			plan: { warnings: ["The stream is paused by ben until 2026-11-23 13:00:00 UTC: deploy."] },
		});
		expect((await world.history()).history.override).toEqual(pause);
		expect(world.ports.notifier.published[0]?.body).toMatch(
			/Override: the stream is paused by ben until 2026-11-23 13:00:00 UTC: deploy\.$/,
		);
	});
});

describe("interrupted", () => {
	it("between two steps it asks for nothing more, and says what was done and what remains", async () => {
		const stop = new AbortController();
		const onProgress = ({ kind }: { kind: string }): void => {
			if (kind === "step-done") stop.abort();
		};
		const result = await world.scaleTo(20, {}, { signal: stop.signal, onProgress });
		expect(result).toMatchObject({ end: { kind: "stopped", isResharding: false }, openShardCount: 6 });
		expect(result.remaining.map(({ toShardCount }) => toShardCount)).toEqual([12, 20]);
		expect(await world.history()).not.toHaveProperty("lease");
		expect(await world.scaleTo(20)).toMatchObject({ end: { kind: "done" }, openShardCount: 20 });
	});

	it("in the middle of a step the step goes on by itself, and the next run finishes it", async () => {
		const stop = new AbortController();
		const onProgress = ({ kind }: { kind: string }): void => {
			if (kind === "waiting") stop.abort();
		};
		const result = await world.scaleTo(20, {}, { signal: stop.signal, onProgress });
		expect(result).toMatchObject({ end: { kind: "stopped", isResharding: true }, done: [{ toShardCount: 6 }] });
		expect(await world.scaleTo(20)).toMatchObject({
			end: {
				kind: "refused",
				refused: { refusedBy: "reshard-in-progress", message: "The stream is UPDATING: ana asked for 3 → 6 at 2026-11-23 12:00:00 UTC." },
			},
		});
		world.clock.advanceSeconds(30);
		expect(await world.scaleTo(20)).toMatchObject({ end: { kind: "done" }, openShardCount: 20 });
		expect(await world.reshards()).toEqual(["ana: 3 → 6", "ana: 6 → 12", "ana: 12 → 20"]);
	});

	it("before it began it leaves everything as it was", async () => {
		expect(await world.scaleTo(20, {}, { signal: AbortSignal.abort() })).toMatchObject({ end: { kind: "stopped" }, done: [] });
		expect(world.ports.stream.calls).toEqual([]);
	});
});

describe("two at once", () => {
	it("the second person is told who is at it, with what, since when, and for how long at most without a sign of life", async () => {
		let second: unknown;
		world.meanwhile = async () => {
			world.meanwhile = async () => undefined;
			second = (await world.scaleTo(4, { by: "ben" })).end;
		};
		expect(await world.scaleTo(20)).toMatchObject({ end: { kind: "done" } });
		expect(second).toMatchObject({
			kind: "refused",
			refused: {
				refusedBy: "person-reshard-in-progress",
				message: "ana has been scaling 3 → 20 since 2026-11-23 12:00:00 UTC: sale at noon.",
				possibleAtMs: START_MS + 60_001,
			},
		});
		expect(await world.reshards()).toEqual(["ana: 3 → 6", "ana: 6 → 12", "ana: 12 → 20"]);
	});

	it("whoever is overtaken between look and run by an intent of the autoscaler is told of it", async () => {
		const intent: ReshardIntent = {
			streamName: "votes",
			intentId: "i",
			atMs: START_MS,
			fromShardCount: 3,
			targetShardCount: 6,
			trigger: "write-throttle",
			startedBy: "headroom",
		};
		const { history } = world.ports;
		Object.assign(world.ports, {
			history: replacing(history, {
				acquireLease: async (...args) => {
					await history.recordIntent(intent, 0);
					return history.acquireLease(...args);
				},
			}),
		});
		expect(await world.scaleTo(20)).toMatchObject({ end: { kind: "lost-race", to: { kind: "intent", intent } }, done: [] });
	});

	it("a reshard by somebody in the console in between changes the rest of the plan, not the target", async () => {
		let isFirst = true;
		const onProgress = ({ kind }: { kind: string }): void => {
			if (kind === "step-done" && isFirst) {
				isFirst = false;
				world.ports.stream.put("votes", { openShardCount: 10 });
			}
		};
		expect(await world.scaleTo(20, {}, { onProgress })).toMatchObject({ end: { kind: "done" }, openShardCount: 20 });
		expect(await world.reshards()).toEqual(["ana: 3 → 6", "observed: 6 → 10", "ana: 10 → 20"]);
	});
});

describe("when something fails in between", () => {
	it("a lost answer leaves the intent, and the next run settles it", async () => {
		const { stream } = world.ports;
		const losing = replacing(stream, {
			updateShardCount: async (...args) => {
				await stream.updateShardCount(...args);
				throw new ReshardError("The connection broke.", { code: "reshard.unknown-outcome", retryable: true });
			},
		});
		Object.assign(world.ports, { stream: losing });
		expect(await world.scaleTo(6)).toMatchObject({ end: { kind: "unknown-outcome" }, done: [] });
		Object.assign(world.ports, { stream });
		world.clock.advanceSeconds(30);
		expect(await world.scaleTo(6)).toMatchObject({ end: { kind: "nothing-to-do" }, openShardCount: 6 });
		expect(await world.reshards()).toEqual(["ana: 3 → 6"]);
	});

	/** The stream cannot be described at these looks, counted from 1 at each call. */
	function failLooks(isFailing: (look: number) => boolean): void {
		let looks = 0;
		const { stream } = world.ports;
		const failing = replacing(stream, {
			describe: async (streamName) => {
				looks += 1;
				if (isFailing(looks)) throw new ObservationError("No answer.", { code: "observation.unavailable", retryable: true });
				return stream.describe(streamName);
			},
		});
		Object.assign(world.ports, { stream: failing });
	}

	it("a stream that cannot be described four times in a row is waited for", async () => {
		failLooks((look) => look >= 4 && look <= 7);
		expect(await world.scaleTo(6)).toMatchObject({ end: { kind: "done" }, openShardCount: 6 });
	});

	it("a stream that cannot be described again and again is said, with what was done", async () => {
		failLooks((look) => look > 3);
		expect(await world.scaleTo(6)).toMatchObject({
			end: { kind: "failed", error: { code: "observation.unavailable" } },
			done: [{ toShardCount: 6 }],
		});
		expect(await world.history()).not.toHaveProperty("lease");
	});

	it("a run that cannot be renewed goes on until its lease is over, and not longer", async () => {
		const { history } = world.ports;
		const renewedAtMs: number[] = [];
		const failing = replacing(history, {
			renewLease: async () => {
				renewedAtMs.push(world.clock.nowMs());
				throw new HistoryError("The table did not answer.", { code: "history.unavailable", retryable: true });
			},
		});
		Object.assign(world.ports, { history: failing });
		const result = await world.scaleTo(20);
		expect(result).toMatchObject({ end: { kind: "failed", error: { code: "history.unavailable" } } });
		expect(result.done.map(({ toShardCount }) => toShardCount)).toEqual([6, 12]);
		expect(renewedAtMs.length).toBeGreaterThan(1);
		expect(world.clock.nowMs() - START_MS).toBeGreaterThanOrEqual(60_000);
	});

	it("an evaluation that died while it told of a step's end holds the next step up for as long as its claim, no longer", async () => {
		let isFirst = true;
		const onProgress = ({ kind }: { kind: string }): void => {
			if (kind !== "step-done" || !isFirst) return;
			isFirst = false;
			const lease = [world.clock.nowMs(), 24 * HOUR_MS, 30_000] as const;
			void world.ports.history.claim("votes", `settled#${world.accepted[0]?.atMs}`, ...lease);
		};
		expect(await world.scaleTo(20, {}, { onProgress })).toMatchObject({ end: { kind: "done" }, openShardCount: 20 });
	});

	it("a stream that is only being created is said to be that, though it has no shards yet", async () => {
		world.ports.stream.put("votes", { openShardCount: 0, streamStatus: "CREATING" });
		expect(await world.scaleTo(6)).toMatchObject({
			end: { kind: "refused", refused: { refusedBy: "stream-not-active", message: "The stream is CREATING." } },
			remaining: [],
		});
	});

	it("a notifier that is down stops nothing, and what was not told is in the result", async () => {
		Object.assign(world.ports, { notifier: { publish: () => Promise.reject(new Error("SNS is down")) } });
		const result = await world.scaleTo(6);
		expect(result).toMatchObject({ end: { kind: "done" }, openShardCount: 6 });
		expect(result.incomplete).toContain("SNS is down");
	});
});

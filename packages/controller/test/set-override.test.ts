import type { Override } from "@headroom/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { setOverride } from "../src/index.ts";
import { FAST_ALARM, replacing, START_MS, SWEEP, throttledWorld, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const PAUSE = { kind: "pause", untilMs: START_MS + 10 * MINUTE_MS, by: "ana", reason: "load test" } as const satisfies Override;
const NONE: Override = { kind: "none" };

let world: World;
beforeEach(() => {
	world = throttledWorld();
});

function set(override: Override, by = "ana", replaces?: Override) {
	return setOverride(world.ports, { streamName: "votes", override, by, ...(replaces === undefined ? {} : { replaces }) });
}

describe("an override", () => {
	it("survives a throttle alarm until it ends; then the autoscaler acts at the next look", async () => {
		await set(PAUSE);
		expect((await world.evaluate(FAST_ALARM)).decision).toMatchObject({ kind: "blocked", blockedBy: "pause", untilMs: PAUSE.untilMs });
		expect(world.ports.stream.calls).toEqual([]);
		world.clock.advanceSeconds(600);
		world.throttle(800);
		world.offer({ recordsPerSecond: 1_000 });
		expect((await world.evaluate(FAST_ALARM)).outcome.kind).toBe("accepted");
	});

	it("is in every message while it is in force: who, until when, why", async () => {
		await set(PAUSE);
		await world.evaluate(FAST_ALARM);
		const words = "paused by ana until 2026-11-23 12:10:00 UTC: load test.";
		expect(world.ports.notifier.published.map(({ kind }) => kind)).toEqual(["override", "blocked"]);
		for (const { body } of world.ports.notifier.published) expect(body).toContain(words);
	});

	it("is in the message of a failure, too", async () => {
		await set(PAUSE);
		const failing = replacing(world.ports.load, { read: () => Promise.reject(new Error("a broken adapter")) });
		await world.evaluate(SWEEP, { ...world.ports, load: failing }).catch(() => undefined);
		expect(world.ports.notifier.published.at(-1)).toMatchObject({
			kind: "failed",
			body: expect.stringContaining("Override: the stream is paused by ana until 2026-11-23 12:10:00 UTC: load test."),
		});
	});

	it("is told of when it is set, replaced and ended", async () => {
		await set(PAUSE);
		await set({ ...PAUSE, kind: "hold", by: "ben" }, "ben");
		await set(NONE, "ben");
		expect(world.told()).toEqual([
			"override: Headroom: votes: paused until 2026-11-23 12:10:00 UTC",
			"override: Headroom: votes: held until 2026-11-23 12:10:00 UTC",
			"override: Headroom: votes: the autoscaler acts again",
		]);
		expect(world.ports.notifier.published[1]?.body).toContain(
			"Before, the stream was paused by ana until 2026-11-23 12:10:00 UTC: load test.",
		);
	});

	it("that takes another's place is told of anew when it stands in the way, within the hour", async () => {
		await set(PAUSE);
		await world.evaluate(FAST_ALARM);
		await set({ ...PAUSE, by: "ben", untilMs: PAUSE.untilMs + 1 }, "ben");
		await world.evaluate(FAST_ALARM);
		await world.evaluate(FAST_ALARM);
		expect(world.ports.notifier.published.filter(({ kind }) => kind === "blocked")).toHaveLength(2);
	});

	const ends: readonly { title: string; override: Override; delays: readonly number[] }[] = [
		{ title: "within a re-check's reach: by a re-check just after", override: PAUSE, delays: [601] },
		{ title: "later: by the sweep", override: { ...PAUSE, untilMs: START_MS + 60 * MINUTE_MS }, delays: [] },
	];
	it.each(ends)("that ends $title", async ({ delays, override }) => {
		await set(override);
		expect(world.ports.recheck.waiting().map(({ recheck }) => recheck)).toEqual(
			delays.map((delaySeconds) => ({ streamName: "votes", reason: "override-ended", delaySeconds })),
		);
	});

	it("that a person ends is followed by a look at once", async () => {
		await set({ ...PAUSE, untilMs: START_MS + 60 * MINUTE_MS });
		expect(await set(NONE)).toMatchObject({ kind: "set", replaced: { kind: "pause" } });
		expect(world.ports.recheck.takeDue()).toEqual([{ streamName: "votes", reason: "override-ended", delaySeconds: 0 }]);
	});

	it("that has ended by itself is none: nothing is left to end or to replace", async () => {
		await set(PAUSE);
		world.clock.advanceSeconds(600);
		expect(await set(NONE)).toEqual({ kind: "unchanged", standing: NONE });
	});

	it("is not set over a colleague's that the person has not seen", async () => {
		await set(PAUSE);
		expect(await set({ ...PAUSE, by: "ben" }, "ben", NONE)).toMatchObject({ kind: "lost-race", standing: PAUSE });
		expect((await world.history()).history.override).toMatchObject(PAUSE);
	});

	it("of two people at once is one's; the other is told whose", async () => {
		const other = { ...PAUSE, by: "ben", reason: "deploy" };
		const outcomes = await Promise.all([set(PAUSE), set(other, "ben")]);
		expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["lost-race", "set"]);
		const { override } = (await world.history()).history;
		expect(outcomes.find(({ kind }) => kind === "lost-race")).toEqual({ kind: "lost-race", standing: override });
	});

	it("is set although the autoscaler writes at the same time", async () => {
		const { history } = world.ports;
		let isFirst = true;
		const busy = replacing(history, {
			putOverride: async (...args) => {
				if (isFirst) {
					isFirst = false;
					await world.evaluate(FAST_ALARM);
				}
				return history.putOverride(...args);
			},
		});
		const outcome = await setOverride({ ...world.ports, history: busy }, { streamName: "votes", override: PAUSE, by: "ana" });
		expect(outcome).toMatchObject({ kind: "set", replaced: NONE });
	});

	it("whose answer was lost, and over which an evaluation wrote, is set and told, and is nobody else's", async () => {
		const { history } = world.ports;
		const losing = replacing(history, {
			putOverride: async (...args) => {
				await history.putOverride(...args);
				await history.recordRefusal("votes", {
					atMs: START_MS,
					fromShardCount: 1,
					targetShardCount: 2,
					refusal: "other",
					message: "no",
				});
				return { kind: "lost-race" };
			},
		});
		const outcome = await setOverride({ ...world.ports, history: losing }, { streamName: "votes", override: PAUSE, by: "ana" });
		expect(outcome).toEqual({ kind: "set", replaced: NONE, incomplete: [] });
		expect(world.told()).toEqual(["override: Headroom: votes: paused until 2026-11-23 12:10:00 UTC"]);
	});

	it("is told of again when it is set again after it was ended, or with another reason", async () => {
		await set(PAUSE);
		await set(NONE);
		world.clock.advanceSeconds(60);
		await set(PAUSE);
		world.clock.advanceSeconds(60);
		await set({ ...PAUSE, reason: "a longer load test" });
		expect(world.told()).toEqual([
			"override: Headroom: votes: paused until 2026-11-23 12:10:00 UTC",
			"override: Headroom: votes: the autoscaler acts again",
			"override: Headroom: votes: paused until 2026-11-23 12:10:00 UTC",
			"override: Headroom: votes: paused until 2026-11-23 12:10:00 UTC",
		]);
	});

	it.each([
		{ title: "an end in the past", override: { ...PAUSE, untilMs: START_MS } },
		{ title: "an end that is no number", override: { ...PAUSE, untilMs: Number.NaN } },
		{ title: "nobody who set it", override: { ...PAUSE, by: " " } },
		{ title: "no reason", override: { ...PAUSE, reason: "" } },
	])("with $title is refused, and nothing is written", async ({ override }) => {
		await expect(set(override)).rejects.toThrow(RangeError);
		expect(await world.history()).toMatchObject({ revision: 0 });
	});
});

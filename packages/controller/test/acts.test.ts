import type { Override } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import {
	type ActChange,
	DeliveryError,
	describeAct,
	ErrorCollector,
	type PersonAct,
	reportAct,
	setOverride,
	undoOfAct,
} from "../src/index.ts";
import { replacing, START_MS, throttledWorld } from "./world.ts";

const HOUR_MS = 3_600_000;
const PAUSE = { kind: "pause", untilMs: START_MS + HOUR_MS, by: "user/ana", reason: "ana's load test" } as const satisfies Override;
const NONE: Override = { kind: "none" };
const POLICY = { maxShardCount: 8 };

const act = (change: ActChange): PersonAct => ({ streamName: "votes", atMs: START_MS, by: "user/ana", reason: "why", change });

describe("what a person did", () => {
	it.each<{ title: string; change: ActChange; says: string; undo: string | undefined }>([
		{
			title: "a pause",
			change: { kind: "pause", untilMs: PAUSE.untilMs, replaced: NONE },
			says: "Paused until 2026-11-23 13:00:00 UTC. Reason: why.",
			undo: "headroom resume votes",
		},
		{
			title: "a hold in place of a pause",
			change: { kind: "hold", untilMs: PAUSE.untilMs, replaced: PAUSE },
			says: "Held at its count until 2026-11-23 13:00:00 UTC. Before, it was paused by user/ana until 2026-11-23 13:00:00 UTC: ana's load test. Reason: why.",
			undo: "headroom pause votes --for 60m --longer --replace --reason 'ana'\\''s load test'",
		},
		{
			title: "a pause that has ended by itself",
			change: { kind: "pause", untilMs: START_MS - 1, replaced: NONE },
			says: "Paused until 2026-11-23 11:59:59 UTC. Reason: why.",
			undo: undefined,
		},
		{
			title: "the end of a pause",
			change: { kind: "resume", ended: PAUSE },
			says: "Ended this: paused by user/ana until 2026-11-23 13:00:00 UTC: ana's load test. Reason: why.",
			undo: "headroom pause votes --for 60m --longer --replace --reason 'ana'\\''s load test'",
		},
		{
			title: "the first policy of a deployed stream",
			change: { kind: "policy-set", after: POLICY },
			says: 'Stored the policy {"maxShardCount":8}, in place of the deployed one. Reason: why.',
			undo: "headroom policy reset votes --yes",
		},
		{
			title: "another policy",
			change: { kind: "policy-set", before: {}, after: POLICY },
			says: 'Stored the policy {"maxShardCount":8}, in place of {}. Reason: why.',
			undo: "echo '{}' | headroom policy set votes --file - --yes",
		},
		{
			title: "a policy in place of one that nobody could read",
			change: { kind: "policy-set", before: null, after: POLICY },
			says: 'Stored the policy {"maxShardCount":8}, in place of one that nobody could read. Reason: why.',
			undo: undefined,
		},
		{
			title: "the way back to the deployed policy",
			change: { kind: "policy-reset", before: POLICY },
			says: 'Went back to the deployed policy, in place of {"maxShardCount":8}. Reason: why.',
			undo: `echo '{"maxShardCount":8}' | headroom policy set votes --file - --yes`,
		},
		{
			title: "an attached stream",
			change: { kind: "attach", isNew: true, after: POLICY },
			says: 'Attached with the policy {"maxShardCount":8}. Reason: why.',
			undo: "headroom detach votes",
		},
		{
			title: "alarms that were put again",
			change: { kind: "attach", isNew: false },
			says: "Put its alarms again. Reason: why.",
			undo: undefined,
		},
		{
			title: "a detached stream",
			change: { kind: "detach", before: POLICY },
			says: 'Detached. Its policy was {"maxShardCount":8}. Reason: why.',
			undo: `echo '{"maxShardCount":8}' | headroom attach votes --policy - --yes`,
		},
	])("is said, with the command that undoes it: $title", ({ change, says, undo }) => {
		expect(describeAct(act(change))).toBe(says);
		expect(undoOfAct(act(change), START_MS)).toBe(undo);
	});

	it("is recorded and told, with who, why and the way back; what breaks off says so", async () => {
		const { ports } = throttledWorld();
		const errors = new ErrorCollector();
		await reportAct(ports, { ...act({ kind: "detach", before: {} }), identity: "arn:aws:iam::1:user/ana", brokeOff: "no access" }, errors);
		expect(errors.reasons()).toEqual([]);
		expect(ports.history.acts).toMatchObject([{ streamName: "votes", by: "user/ana", reason: "why", brokeOff: "no access" }]);
		expect(ports.notifier.published).toMatchObject([
			{
				kind: "act",
				subject: "Headroom: votes: detached, not wholly",
				body: [
					"votes: Detached. Its policy was {}. Reason: why. It broke off: no access",
					"",
					"By: arn:aws:iam::1:user/ana.",
					"Undo: echo '{}' | headroom attach votes --policy - --yes",
				].join("\n"),
			},
		]);
	});

	it("stays done and recorded if the message is not delivered, and told if it is not recorded: each failure is named", async () => {
		const { ports } = throttledWorld();
		const failing = replacing(ports.notifier, {
			publish: () => Promise.reject(new DeliveryError("no topic", { code: "notification.failed", retryable: false })),
		});
		const errors = new ErrorCollector();
		await reportAct({ ...ports, notifier: failing }, act({ kind: "policy-set", after: POLICY }), errors);
		expect(errors.reasons()).toEqual(["no topic"]);
		expect(ports.history.acts).toHaveLength(1);

		const unwritable = replacing(ports.history, { recordAct: () => Promise.reject(new Error("no table")) });
		const set = await setOverride({ ...ports, history: unwritable }, { streamName: "votes", override: PAUSE, by: "user/ana" });
		expect(set).toMatchObject({ kind: "set", incomplete: ["no table"] });
		expect(ports.notifier.published.map(({ kind }) => kind)).toEqual(["override"]);
	});
});

describe("a pause that is extended", () => {
	it("has lasted since it began, whoever extends it; another kind, or one after its end, begins anew", async () => {
		const { clock, ports } = throttledWorld();
		const sinceMs = async () => {
			const { override } = (await ports.history.load("votes", clock.nowMs())).history;
			return override.kind === "none" ? undefined : override.sinceMs;
		};
		const set = (override: Override) => setOverride(ports, { streamName: "votes", override, by: "user/ben" });
		await set(PAUSE);
		clock.advanceSeconds(60);
		await set({ ...PAUSE, untilMs: PAUSE.untilMs + HOUR_MS });
		expect(await sinceMs()).toBe(START_MS);
		await set({ ...PAUSE, kind: "hold" });
		expect(await sinceMs()).toBe(START_MS + 60_000);
		await set(NONE);
		expect(ports.history.acts.map(({ change: { kind } }) => kind)).toEqual(["pause", "pause", "hold", "release"]);
	});
});

import { DEFAULT_POLICY } from "@headroom/engine";
import { beforeEach, describe, expect, it } from "vitest";
import {
	type AttachPorts,
	alarmDefinitions,
	applyAlarmDiff,
	attachStream,
	detachStream,
	diffAlarms,
	diffAttachment,
	putMetricAlarmInput,
} from "../src/index.ts";
import { InMemoryAlarms, InMemoryManagedStreams } from "./in-memory/index.ts";
import { ManualWorld } from "./manual-world.ts";
import { replacing, START_MS } from "./world.ts";

const ACTIONS = {
	autoscaler: ["arn:aws:lambda:us-east-1:000000000000:function:headroom-autoscaler"],
	people: ["arn:aws:sns:us-east-1:000000000000:t"],
};
const ALARMS = alarmDefinitions({ streamName: "votes", policy: DEFAULT_POLICY }).map((each) => putMetricAlarmInput(each, ACTIONS));
const REQUEST = { streamName: "votes", written: { maxShardCount: 8 }, alarms: ALARMS, by: "ana" };

let world: ManualWorld;
let ports: AttachPorts & { readonly alarms: InMemoryAlarms; readonly managedStreams: InMemoryManagedStreams };
beforeEach(() => {
	world = new ManualWorld();
	ports = {
		...world.manualPorts(),
		history: world.ports.history,
		alarms: new InMemoryAlarms(),
		managedStreams: new InMemoryManagedStreams(),
	};
});

describe("attaching", () => {
	it("stores the policy with who and when, creates every alarm, and asks for a first look", async () => {
		expect(await attachStream(ports, REQUEST)).toMatchObject({ kind: "attached", incomplete: [] });
		expect(await ports.managedStreams.find("votes")).toMatchObject({ written: { maxShardCount: 8 }, by: "ana", atMs: START_MS });
		expect(await ports.alarms.describe("votes")).toHaveLength(5);
		expect(world.ports.recheck.takeDue()).toEqual([{ streamName: "votes", reason: "policy-changed", delaySeconds: 0 }]);
	});

	it.each([
		{ title: "attaching", apply: (paced: AttachPorts) => attachStream(paced, REQUEST) },
		{ title: "the alarms alone", apply: (paced: AttachPorts) => applyAlarmDiff(paced, diffAlarms("votes", ALARMS, [])) },
	])("puts no more than three alarms a second: $title", async ({ apply }) => {
		const atMs: number[] = [];
		const timed = replacing(ports.alarms, {
			put: async (alarm) => {
				atMs.push(world.clock.nowMs());
				return ports.alarms.put(alarm);
			},
		});
		await apply({ ...ports, alarms: timed });
		expect(atMs).toHaveLength(ALARMS.length);
		for (const [index, at] of atMs.entries())
			expect(atMs.filter((other) => other >= at && other < at + 1_000).length, `from put ${index}`).toBeLessThanOrEqual(3);
	});

	it("a second time changes nothing", async () => {
		await attachStream(ports, REQUEST);
		world.ports.recheck.takeDue();
		const again = await attachStream(ports, REQUEST);
		expect(again).toMatchObject({ kind: "attached", changed: { isPolicyChanged: false, alarms: { missing: [], drifted: [], extra: [] } } });
		expect(world.ports.recheck.waiting()).toEqual([]);
		expect(await ports.managedStreams.find("votes")).toMatchObject({ revision: 1 });
	});

	it("mends what drifted and removes what is not wanted, and its diff said so before", async () => {
		const [first, second] = ALARMS;
		if (first === undefined || second === undefined) throw new Error("a stream has alarms");
		await attachStream(ports, REQUEST);
		await ports.alarms.put({ ...first, ActionsEnabled: false, AlarmActions: ["arn:aws:sns:us-east-1:000000000000:elsewhere"] });
		await ports.alarms.remove([second.AlarmName]);
		const [, , , , last] = ALARMS;
		const wanted = { ...REQUEST, alarms: ALARMS.slice(0, 4) };
		const { alarms } = await diffAttachment(ports, wanted);
		expect(alarms.missing).toEqual([second]);
		expect(alarms.drifted.map(({ differences }) => differences)).toEqual([
			[
				{ attribute: "ActionsEnabled", is: "false", mustBe: "true" },
				{ attribute: "AlarmActions", is: '["arn:aws:sns:us-east-1:000000000000:elsewhere"]', mustBe: JSON.stringify(ACTIONS.autoscaler) },
			],
		]);
		expect(alarms.extra.map(({ AlarmName }) => AlarmName)).toEqual([last?.AlarmName]);
		await attachStream(ports, wanted);
		expect((await diffAttachment(ports, wanted)).alarms).toMatchObject({ missing: [], drifted: [], extra: [] });
	});

	it("over a colleague's policy of the same moment changes no alarm, and says what stands", async () => {
		const { managedStreams } = ports;
		const overtaken = replacing(managedStreams, {
			put: async (policy, revision) => {
				await managedStreams.put({ ...policy, by: "ben" }, revision);
				return managedStreams.put(policy, revision);
			},
		});
		expect(await attachStream({ ...ports, managedStreams: overtaken }, REQUEST)).toMatchObject({
			kind: "lost-race",
			standing: { by: "ben" },
		});
		expect(await ports.alarms.describe("votes")).toEqual([]);
	});
});

describe("attaching after somebody has read what would change", () => {
	const SEEN = { maxShardCount: 4 };

	it("goes on where the stored policy is the one that was seen", async () => {
		await attachStream(ports, { ...REQUEST, written: SEEN, by: "ben" });
		const replaces = await ports.managedStreams.find("votes");
		expect(await attachStream(ports, { ...REQUEST, replaces })).toMatchObject({ kind: "attached" });
		expect(await ports.managedStreams.find("votes")).toMatchObject({ written: { maxShardCount: 8 }, by: "ana", revision: 2 });
	});

	const changes: readonly { title: string; change: () => Promise<unknown>; standing: object }[] = [
		{
			title: "replaced",
			change: () => attachStream(ports, { ...REQUEST, written: { maxShardCount: 16 }, by: "eve" }),
			standing: { kind: "stored", by: "eve", written: { maxShardCount: 16 } },
		},
		{ title: "removed", change: () => ports.managedStreams.remove("votes"), standing: { kind: "none" } },
		{
			title: "removed and stored again, with the same revision",
			change: async () => {
				await ports.managedStreams.remove("votes");
				await attachStream(ports, { ...REQUEST, written: SEEN, by: "eve" });
			},
			standing: { kind: "stored", by: "eve", revision: 1 },
		},
	];
	it.each(changes)("overwrites nothing where it was $title since, and says what stands", async ({ change, standing }) => {
		await attachStream(ports, { ...REQUEST, written: SEEN, by: "ben" });
		const replaces = await ports.managedStreams.find("votes");
		await change();
		expect(await attachStream(ports, { ...REQUEST, replaces })).toMatchObject({ kind: "lost-race", standing });
		expect(await ports.managedStreams.find("votes")).toMatchObject(standing);
	});
});

describe("detaching", () => {
	it("leaves no trace but the reshards that still count against the ten, and a second time changes nothing", async () => {
		await attachStream(ports, REQUEST);
		await world.scaleTo(2);
		expect(await detachStream(ports, "votes")).toMatchObject({ kind: "detached", hadPolicy: true });
		expect(await ports.alarms.describe("votes")).toEqual([]);
		expect(await ports.managedStreams.list()).toEqual({ stored: [] });
		expect(await world.history()).toMatchObject({ revision: 0, history: { override: { kind: "none" }, reshards: [{ by: "ana" }] } });
		expect(await detachStream(ports, "votes")).toEqual({ kind: "detached", removedAlarmNames: [], hadPolicy: false });
	});

	it("in the middle of a person's reshard stops the autoscaler and keeps the history until it is tried again", async () => {
		await attachStream(ports, REQUEST);
		let outcome: unknown;
		world.meanwhile = async () => {
			outcome ??= await detachStream(ports, "votes");
		};
		await world.scaleTo(2);
		expect(outcome).toMatchObject({ kind: "busy", hadPolicy: true });
		expect(await world.reshards()).toEqual(["ana: 1 → 2"]);
		expect(await detachStream(ports, "votes")).toMatchObject({ kind: "detached" });
	});
});

describe("diffAlarms", () => {
	it("takes the members of an alarm in any order, and the alarms of other streams for nobody's", () => {
		const shuffled = ALARMS.map((alarm) => ({
			...(JSON.parse(JSON.stringify(alarm), (_, member: unknown) =>
				typeof member === "object" && member !== null && !Array.isArray(member)
					? Object.fromEntries(Object.entries(member).reverse())
					: member,
			) as typeof alarm),
			StateValue: "OK" as const,
		}));
		const [first] = shuffled;
		if (first === undefined) throw new Error("a stream has alarms");
		const foreign = { ...first, AlarmName: "headroom-votes-2-fast" };
		expect(diffAlarms("votes", ALARMS, [...shuffled, foreign])).toEqual({ missing: [], drifted: [], extra: [], matching: shuffled });
	});
});

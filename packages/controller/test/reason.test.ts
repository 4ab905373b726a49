import { describe, expect, it } from "vitest";
import { reasonFault, setOverride } from "../src/index.ts";
import { ManualWorld } from "./manual-world.ts";
import { START_MS } from "./world.ts";

const REFUSED = [
	{ title: "ESC", reason: "\u001b[2J", fault: 'must be one line without control characters, is "\\u001b[2J"' },
	{ title: "a line break", reason: "load\ntest", fault: 'must be one line without control characters, is "load\\ntest"' },
	{ title: "a line separator", reason: "load\u2028test", fault: 'must be one line without control characters, is "load\\u2028test"' },
	{ title: "an override of direction", reason: "\u202etset", fault: 'must be one line without control characters, is "\\u202etset"' },
	{ title: "257 characters", reason: "x".repeat(257), fault: "must be at most 256 characters, is 257" },
	{ title: "120,000 characters", reason: "x".repeat(120_000), fault: "must be at most 256 characters, is 120000" },
	{ title: "nothing", reason: " ", fault: "must not be empty" },
];

describe("a person's reason", () => {
	it.each(REFUSED)("with $title is refused", ({ fault, reason }) => {
		expect(reasonFault(reason)).toBe(fault);
	});

	it.each(["load test", "Lasttest → 20 %", "🚀".repeat(256)])("%s is taken", (reason) => {
		expect(reasonFault(reason)).toBeUndefined();
	});

	it.each(REFUSED)("with $title is taken by no override and by no reshard, whoever calls: nothing is written", async ({ reason }) => {
		const world = new ManualWorld();
		const override = { kind: "pause", untilMs: START_MS + 60_000, by: "ana", reason } as const;
		await expect(setOverride(world.ports, { streamName: "votes", override, by: "ana" })).rejects.toThrow(RangeError);
		await expect(world.scaleTo(2, { reason })).rejects.toThrow(RangeError);
		expect(await world.history()).toMatchObject({ revision: 0, history: { override: { kind: "none" } } });
		expect(world.ports.stream.calls).toEqual([]);
	});
});

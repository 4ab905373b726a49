import { describe, expect, it } from "vitest";
import type { SeededBugName } from "../src/bugs/seeded-bugs.ts";
import { endure } from "../src/endure.ts";
import { FAULT_NAMES } from "../src/faults/fault-kinds.ts";
import { faultsOfSeed } from "../src/faults/fault-plan.ts";
import { commandOf } from "../src/report.ts";
import { shrink } from "../src/shrink.ts";
import type { RunOptions } from "../src/world/world.ts";

const run = (seed: number, changes: Partial<RunOptions> = {}): RunOptions => {
	return { seed, days: 0.5, streamCount: 3, faults: faultsOfSeed(seed), ...changes };
};

/** A run is computed, not waited for: on a busy machine it takes as long as it takes. */
const TIMEOUT_MS = 120_000;

describe("a run", { timeout: TIMEOUT_MS }, () => {
	it("is the same for the same seed, whatever ran before it", async () => {
		const first = await endure(run(7));
		await endure(run(8));
		const again = await endure(run(7));
		expect(again.digest).toBe(first.digest);
		expect([...again.injected]).toEqual([...first.injected]);
		expect((await endure(run(9))).digest).not.toBe(first.digest);
	});

	it("without faults is calm: nothing fails, nothing dies, and every invariant holds", async () => {
		const result = await endure(run(1, { faults: [] }));
		expect(result).toMatchObject({ violations: [], failedInvocations: 0, killedInvocations: 0, commands: 0 });
		expect(result.injected.size).toBe(0);
		expect(result.evaluations).toBeGreaterThan(3 * 0.5 * 1_440);
	});

	it.each([101, 102, 103, 104])("with the faults of seed %i violates no invariant", async (seed) => {
		const result = await endure(run(seed));
		expect(result.violations).toEqual([]);
		expect(result.happened.get("reshard-called")).toBeGreaterThan(0);
	});

	it("with every kind of fault at once violates no invariant, and is hit by most of them", async () => {
		const result = await endure(run(1, { faults: FAULT_NAMES, days: 1 }));
		expect(result.violations).toEqual([]);
		expect(result.injected.size).toBeGreaterThan(FAULT_NAMES.length / 2);
	});
});

describe("the invariants find", { timeout: TIMEOUT_MS }, () => {
	const found: readonly (readonly [bug: SeededBugName, invariant: string, options: Partial<RunOptions>])[] = [
		["ledger-capped", "ten-a-day", { seed: 4, streamCount: 4 }],
		["ledger-forgets", "ledger-once", {}],
		["override-unread", "overrides-obeyed", {}],
		["lease-of-an-hour", "leases-end", { seed: 3, streamCount: 4 }],
		["claim-too-wide", "acts-told", {}],
		["never-out", "grows", { streamCount: 4 }],
		["silence-is-calm", "no-harm", {}],
		["voters-unwritten", "votes-once", { days: 0.1 }],
	];

	it.each(found)("%s: %s", async (bug, invariant, options) => {
		const { violations } = await endure({ ...run(options.seed ?? 1), ...options, bug });
		expect(violations.map((violation) => violation.invariant)).toContain(invariant);
	});

	it("no more than they must: a failing run is made smaller, and fails all the same", async () => {
		const failing = await endure(run(1, { bug: "override-unread" }));
		const smallest = await shrink(failing);
		expect(smallest.violations[0]?.invariant).toBe("overrides-obeyed");
		expect(smallest.options.faults).toContain("person-overrides");
		expect(smallest.options.faults.length).toBeLessThan(failing.options.faults.length);
		expect(commandOf(smallest)).toMatch(/^npm run endure -- --seed 1 --days \S+ --streams \d --faults \S+ --bug override-unread$/);
	});
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BENCHMARK_LOADS } from "../src/benchmark/benchmark-loads.ts";
import benchmark from "../src/benchmark/benchmark-worker.ts";
import { inputsDigest } from "../src/benchmark/inputs-digest.ts";
import { KNOWN_GAPS } from "../src/benchmark/known-gaps.ts";
import { renderLoad } from "../src/benchmark/render-benchmark.ts";
import { BENCHMARK_SEED } from "../src/benchmark/run-benchmark.ts";

const document = readFileSync(new URL("../../../docs/benchmark.md", import.meta.url), "utf8");
const HOW = "docs/benchmark.md is out of date: npm run bench:policy makes it anew (some minutes).";

describe("docs/benchmark.md", () => {
	it("is of the engine, the default policy, the peers, the loads and the traces as they are now", () => {
		expect(document, HOW).toContain(`\`${inputsDigest()}\``);
		expect(document).toContain(`seed ${BENCHMARK_SEED}`);
	});

	it.each(["step", "flash-crowd", "held-out-106"])(
		"says of %s what the simulator says, byte for byte",
		async (loadName) => {
			const load = BENCHMARK_LOADS.find(({ name }) => name === loadName);
			if (load === undefined) throw new Error(`There is no load ${loadName}.`);
			const contenderNames = ["headroom", "headroom-foreign", "epsagon", "throttle-doubling", "static-peak", "on-demand-standard"];
			const section = renderLoad({ load, answer: await benchmark({ loadName, contenderNames, seed: BENCHMARK_SEED }) });
			expect(
				section.split("\n").filter((line) => !document.includes(line)),
				HOW,
			).toEqual([]);
		},
		60_000,
	);

	it("has every load, and a row for each of the promises", () => {
		for (const { name, kind } of BENCHMARK_LOADS) {
			expect(document).toContain(`\n## ${name}\n`);
			expect(document).toContain(`| ${name} | not-dominated |`);
			expect(document).toContain(`| ${name} | budget |`);
			if (kind === "bursty") expect(document).toContain(`| ${name} | burst |`);
		}
	});

	it("has a reason beside each promise that is not kept, and no reason for one that is", () => {
		const broken = [...document.matchAll(/^\| (\S+) \| (\S+) \| \*\*not kept\*\* \| (.*) \|$/gm)].map(
			([, load, promise]) => `${load} ${promise}`,
		);
		const explained = Object.entries(KNOWN_GAPS).flatMap(([load, promises]) =>
			Object.keys(promises).map((promise) => `${load} ${promise}`),
		);
		expect(broken.sort()).toEqual(explained.sort());
	});

	it("says of a load that no reaction is quick enough only where a tenth of the best peer's share is less than instant reaction throttles", () => {
		const beyond = Object.keys(KNOWN_GAPS).filter((load) => KNOWN_GAPS[load]?.burst?.includes("instant reaction"));
		expect(beyond.length).toBeGreaterThan(0);
		for (const load of beyond) {
			const best = Number(new RegExp(`^\\| ${load} \\| burst .*best alarm-driven peer ([\\d.]+) %`, "m").exec(document)?.[1]);
			const instant = Number(/Instant reaction: ([\d.]+) % throttled/.exec(document.slice(document.indexOf(`\n## ${load}\n`)))?.[1]);
			expect(best * 0.1, load).toBeLessThan(instant);
		}
	});

	it("shows what may never be broken: the budget, and no peer that is better in both", () => {
		expect(Object.values(KNOWN_GAPS).flatMap((promises) => Object.keys(promises))).not.toContain("budget");
		expect(Object.values(KNOWN_GAPS).flatMap((promises) => Object.keys(promises))).not.toContain("not-dominated");
	});
});

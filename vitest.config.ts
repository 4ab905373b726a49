import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A project per package, so that `npx vitest run --project engine` runs one room's tests. Read, not listed: a new package's tests cannot be forgotten. */
const packages = readdirSync(new URL("packages", import.meta.url));

/** They start servers and workers, and change what a process has of its own: each file gets a process for itself. */
const ISOLATED = new Set(["load", "local-cloud"]);

function project(name: string, root: string, test: TestProjectInlineConfiguration["test"] = {}) {
	return { test: { name, root, include: ["test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 60_000, ...test } };
}

/** What waits for minutes begins first, so that the others are done meanwhile. */
class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const waits = ({ moduleId }: TestSpecification): number => (moduleId.includes("/test/e2e/") ? 0 : 1);
		return sorted.toSorted((one, other) => waits(one) - waits(other));
	}
}

export default defineConfig({
	test: {
		projects: [
			// The others share processes between files: nothing of them outlives a test, and a third of the time was spent on starting processes.
			...packages.map((name) => project(name, `packages/${name}`, { exclude: ["test/e2e/**"], isolate: ISOLATED.has(name) })),
			/** The repository's own rules: boundaries, dependencies, documents. */
			project("repository", "scripts"),
			/** What a deployment creates: each stage evaluated once, in a process of its own, for all files. An evaluation loads all of SST: seconds. */
			project("infra", "infra-tests", {
				maxConcurrency: 12,
				testTimeout: 120_000,
				hookTimeout: 120_000,
				globalSetup: [fileURLToPath(new URL("infra-tests/test/support/evaluate-stages.ts", import.meta.url))],
			}),
			/** Real programs, and what waits on the wall's clock. Most of it is waiting, for reshards, alarms, a lease that ends: beside the unit tests. */
			project("cli-e2e", "packages/cli", {
				include: ["test/e2e/**/*.test.ts"],
				maxConcurrency: 8,
				testTimeout: 180_000,
				hookTimeout: 120_000,
			}),
			project("real-time", "packages/load", { include: ["test/e2e/simulator.test.ts"] }),
			/** Real programs under real load: after everything else, so that nothing competes with them. */
			project("e2e", "packages", {
				include: ["*/test/e2e/**/*.test.ts"],
				exclude: ["cli/**", "load/test/e2e/simulator.test.ts"],
				fileParallelism: false,
				sequence: { groupOrder: 1 },
			}),
		],
		/** Twice the cores of a small machine: half of the files wait more than they work. */
		maxWorkers: 4,
		sequence: { sequencer: LongestFirst },
		reporters: process.env["CI"] === "true" ? ["default", "./scripts/plain-count-reporter.ts"] : ["default"],
	},
});

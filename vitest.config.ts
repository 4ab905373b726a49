import { defineConfig } from "vitest/config";

/** A project per package, so that `npx vitest run --project engine` runs one room's tests. */
const packages = ["engine", "config", "controller", "aws", "voting", "functions", "twin", "stage", "demo"];

function project(name: string, root: string) {
	return { test: { name, root, include: ["test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 60_000 } };
}

export default defineConfig({
	test: {
		projects: [
			...packages.map((name) => project(name, `packages/${name}`)),
			/** The repository's own rules: boundaries, dependencies, documents. */
			project("repository", "scripts"),
		],
		reporters: process.env["CI"] === "true" ? ["default", "./scripts/plain-count-reporter.ts"] : ["default"],
	},
});

import { defineConfig } from "vitest/config";

/** A project per package, so that `npx vitest run --project engine` runs one room's tests. */
const packages = ["engine", "config", "controller", "aws", "voting", "functions", "twin", "stage", "demo"];

export default defineConfig({
	test: {
		projects: packages.map((name) => ({
			test: {
				name,
				root: `packages/${name}`,
				include: ["test/**/*.test.ts"],
				testTimeout: 20_000,
				hookTimeout: 60_000,
			},
		})),
		reporters: process.env["CI"] === "true" ? ["default", "./scripts/plain-count-reporter.ts"] : ["default"],
	},
});

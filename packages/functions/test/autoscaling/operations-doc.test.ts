import { readFileSync } from "node:fs";
import { LOG_EVENTS } from "@headroom/controller";
import { describe, expect, it } from "vitest";
import { FUNCTION_EVENTS } from "../../src/autoscaling/function-events.ts";

const section = readFileSync(new URL("../../../../docs/operations.md", import.meta.url), "utf8").match(
	/## Autoscaler log events\n([\s\S]*?)(?=\n## |$)/,
)?.[1];

describe("docs/operations.md", () => {
	const documented = [...(section ?? "").matchAll(/^\| `([a-z.-]+)` +\| (?:INFO|WARN|ERROR)/gm)].map(([, event]) => event);

	it("documents every event that the autoscaler logs, and no other", () => {
		expect(documented.sort()).toEqual([...Object.values(LOG_EVENTS), ...Object.values(FUNCTION_EVENTS)].sort());
	});
});

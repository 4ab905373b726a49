import { readFileSync } from "node:fs";
import { DEFAULT_POLICY, type Decision, decide, explain, type History, type Observation } from "@headroom/engine";
import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

const SAMPLE = /<!-- the decision, as scripts\/test\/readme-decision\.test\.ts has it -->\n+([\s\S]*?)\n+<!-- end of the decision -->/;

const NOW_MS = Date.UTC(2026, 10, 23, 12, 0, 10);

/** 1,804 votes a second meet one shard: producers count 804 throttled a second, and the service's metrics do not show a minute yet. */
const observation: Observation = {
	streamName: "votes",
	observedAtMs: NOW_MS,
	stream: { streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 1 },
	account: { kind: "known", shardLimit: 500, openShardCount: 1 },
	load: {
		minutes: [],
		fastWindow: { kind: "measured", startMs: NOW_MS - 10_000, windowSeconds: 10, throttledRecords: 8_040 },
		iteratorAge: { kind: "no-data" },
		shardThrottles: { kind: "no-data" },
	},
};

const history: History = { reshards: [], override: { kind: "none" } };

describe("README.md", () => {
	it("shows a decision of the engine under the default policy, in the engine's words", () => {
		const decision: Decision = decide(observation, DEFAULT_POLICY, history);
		const expected = `\`\`\`text\n${explain(decision)}\n\`\`\``;
		expect(SAMPLE.exec(readme)?.[1], `Put this between the two marks of README.md:\n\n${expected}\n\n`).toBe(expected);
	});
});

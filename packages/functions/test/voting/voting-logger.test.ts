import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { votingLogger } from "../../src/voting/voting-logger.ts";

const repository = new URL("../../../../", import.meta.url);

/** `vote.throttled` and its like, as they stand in the sources of the voting domain. */
function eventsInSources(): readonly string[] {
	const folder = new URL("packages/voting/src/", repository);
	const text = readdirSync(folder)
		.map((file) => readFileSync(new URL(file, folder), "utf8"))
		.join("\n");
	return [...new Set([...text.matchAll(/"((?:vote|overflow|tally|results)\.[a-z-]+)"/g)].map(([, event = ""]) => event))].toSorted();
}

/** The first column of the table under "Voting log events". */
function eventsInDocument(): readonly string[] {
	const document = readFileSync(new URL("docs/operations.md", repository), "utf8");
	const section = document.split(/^## /m).find((part) => part.startsWith("Voting log events")) ?? "";
	return [...section.matchAll(/^\| `([a-z]+\.[a-z-]+)` +\|/gm)].map(([, event = ""]) => event).toSorted();
}

describe("the voting functions' log", () => {
	afterEach(() => vi.restoreAllMocks());

	it("is one JSON line an event, with the stable keys", () => {
		const lines: string[] = [];
		vi.spyOn(process.stdout, "write").mockImplementation((text) => {
			lines.push(String(text));
			return true;
		});
		votingLogger("tally")("info", "tally.counted", { shard_id: "shardId-000000000000", counted: 7 });
		expect(lines).toHaveLength(1);
		expect(JSON.parse(lines[0] ?? "")).toMatchObject({
			level: "INFO",
			event: "tally.counted",
			message: "tally.counted",
			service: "tally",
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			shard_id: "shardId-000000000000",
			counted: 7,
		});
	});

	it("writes no event that docs/operations.md does not explain, and the other way round", () => {
		expect(eventsInSources().length).toBeGreaterThan(10);
		expect(eventsInDocument()).toEqual(eventsInSources());
	});
});

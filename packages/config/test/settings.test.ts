import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { parseStreams } from "../src/index.ts";
import { problemsOf } from "./problems-of.ts";

describe("parseStreams", () => {
	it("gives every stream its policy, in the order written", () => {
		expect(parseStreams('{"votes": {"maxShardCount": 8}, "orders.v2": {}}')).toEqual([
			{ streamName: "votes", policy: { ...DEFAULT_POLICY, maxShardCount: 8 } },
			{ streamName: "orders.v2", policy: DEFAULT_POLICY },
		]);
	});

	it("gives none where only attached streams are looked after", () => expect(parseStreams("{}")).toEqual([]));

	const rows: readonly { title: string; json: string; problems: readonly (RegExp | string)[] }[] = [
		{ title: "names the variable when it is not JSON", json: "votes", problems: [/^HEADROOM_STREAMS: must be JSON: /] },
		{
			title: "refuses a list of names",
			json: '["votes"]',
			problems: ['HEADROOM_STREAMS: must be a JSON object of stream names and their policies, such as {"votes": {"maxShardCount": 8}}'],
		},
		{
			title: "lists the problems of every stream, and the names that cannot be stream names",
			json: '{"votes": {"maxShardCount": 0}, "my stream": {"min": 1}, "": null}',
			problems: [
				"votes.maxShardCount: must be a whole number from 1 to 10000, is 0",
				"my stream: is not a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-')",
				/^my stream\.min: is not a known key; known are /,
				"\"\": is not a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-')",
				'"": must be an object, such as {} or { "maxShardCount": 8 }, is null',
			],
		},
	];
	it.each(rows)("$title", ({ json, problems }) => {
		const found = problemsOf(() => parseStreams(json));
		expect(found).toHaveLength(problems.length);
		for (const [index, problem] of problems.entries())
			expect(found[index]).toEqual(typeof problem === "string" ? problem : expect.stringMatching(problem));
	});
});

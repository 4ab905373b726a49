import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readGivenPolicy } from "../src/shared/options/given-policy.ts";

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-policies-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function policyOfVotes(content: string): Promise<unknown> {
	const file = join(directory, "policy.json");
	await writeFile(file, content);
	return (await readGivenPolicy(file, "votes")).written;
}

describe("a policy file", () => {
	it.each([
		{ title: "has the policy alone", content: '{"minShardCount": 2}', written: { minShardCount: 2 } },
		{
			title: "may begin with a byte order mark, as Windows writes it",
			content: '\uFEFF{"minShardCount": 2}',
			written: { minShardCount: 2 },
		},
		{
			title: "may be like HEADROOM_STREAMS: the stream's own is taken",
			content: '{"votes": {"minShardCount": 2, "maxShardCount": 16}, "orders": {}}',
			written: { minShardCount: 2, maxShardCount: 16 },
		},
		{
			title: "may name a schema for editors, which is not stored",
			content: '{"$schema": "./policy.schema.json", "votes": {"$schema": "x", "minShardCount": 2}}',
			written: { minShardCount: 2 },
		},
		{ title: "may want the defaults", content: "{}", written: {} },
	])("$title", async ({ content, written }) => {
		expect(await policyOfVotes(content)).toEqual(written);
	});

	it.each([
		{
			title: "for other streams alone: which",
			content: '{"orders": {}, "clicks": {"maxShardCount": 3}}',
			message: "policy.json has no policy for votes.",
			hint: "It has one for orders, clicks.",
		},
		{
			title: "with a misspelt key: its path",
			content: '{"maxShardCout": 2}',
			message: "1 problem",
			hint: "votes.maxShardCout: is not a known key",
		},
		{
			title: "whose misspelt key has an object: it is no stream",
			content: '{"scheduledFloor": {}}',
			message: "1 problem",
			hint: "votes.scheduledFloor: is not a known key; did you mean scheduledFloors?",
		},
		{ title: "with a misspelt key of the stream's", content: '{"votes": {"maxShards": 2}}', message: "1 problem", hint: "votes.maxShards" },
		{ title: "with a $schema that is no name", content: '{"$schema": 3}', message: "1 problem", hint: '$schema"]: is not a known key' },
	])("is refused $title", async ({ content, hint, message }) => {
		await expect(policyOfVotes(content)).rejects.toMatchObject({
			exit: "usage",
			message: expect.stringContaining(message),
			hints: expect.arrayContaining([expect.stringContaining(hint)]),
		});
	});
});

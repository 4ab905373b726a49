import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policyFor, policyForTraffic, readPolicyFile } from "../src/shared/options/given-policy.ts";

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-policies-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function policyOfVotes(content: string): Promise<unknown> {
	const file = join(directory, "policy.json");
	await writeFile(file, content);
	return policyFor(await readPolicyFile(file), "votes").written;
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
		{
			title: "may be what policy get --json printed of a stream",
			content:
				'{"version": 1, "kind": "policy", "streamName": "orders", "policyFile": {"minShardCount": 2}, "policy": {"minShardCount": 2}}',
			written: { minShardCount: 2 },
		},
		{
			title: "may be what policy get --json printed of several, one of which cannot be read",
			content: '{"version": 1, "kind": "policy", "streams": [{"streamName": "x", "fault": {}}, {"streamName": "votes", "policyFile": {}}]}',
			written: {},
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

describe("a policy file for traffic that is no stream's", () => {
	const file = (...entries: readonly (readonly [string | undefined, unknown])[]) => ({ file: "policy.json", byStream: new Map(entries) });

	it("is the one policy that it has, a stream's or nobody's", () => {
		expect(policyForTraffic(file([undefined, { maxShardCount: 8 }])).policy.maxShardCount).toBe(8);
		expect(policyForTraffic(file(["votes", { maxShardCount: 8 }])).policy.maxShardCount).toBe(8);
	});

	it("is refused with several: whose they are, and what to do", () => {
		expect(() => policyForTraffic(file(["votes", {}], ["orders", {}]))).toThrow(
			expect.objectContaining({
				exit: "usage",
				message: "policy.json has a policy for each of several streams: votes, orders.",
				hints: [expect.stringContaining("write the policy alone into a file")],
			}),
		);
	});
});

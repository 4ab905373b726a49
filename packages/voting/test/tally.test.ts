import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { InMemoryTally } from "../src/in-memory-ports.ts";
import {
	answerTallyBatch,
	type BatchCounted,
	countBatch,
	isAfter,
	type ShardVote,
	type StreamRecord,
	TallyError,
	type TallyPort,
	type Vote,
} from "../src/index.ts";
import { sequenceNumber, vote } from "./build.ts";

const SHARD = "shardId-000000000000";

function votes(...tokens: readonly string[]): readonly ShardVote[] {
	return tokens.map((token, index) => ({ vote: vote({ token }), sequenceNumber: sequenceNumber(index + 1) }));
}

/** Counts the calls of each method. */
function counting(tally: TallyPort): { readonly port: TallyPort; readonly calls: string[] } {
	const calls: string[] = [];
	const port = new Proxy(tally, {
		get(target, name: keyof TallyPort) {
			return (...args: never[]) => {
				calls.push(name);
				return (target[name] as (...args: never[]) => unknown).apply(target, args);
			};
		},
	});
	return { port, calls };
}

/** How many of each, where who they are is not the question. */
function numbersOf({ polls }: BatchCounted) {
	return polls.map(({ alreadyCounted, counted, duplicates, voteId }) => ({
		voteId,
		counted: counted.length,
		duplicates: duplicates.length,
		alreadyCounted: alreadyCounted.length,
	}));
}

/** Two records of the partition key "a" with the data "one" and "two": magic, Protocol Buffers, MD5. */
const AGGREGATED_BASE64 = (() => {
	const content = Buffer.concat([
		Buffer.from([0x0a, 1]),
		Buffer.from("a"),
		...["one", "two"].flatMap((data) => [Buffer.from([0x1a, 2 + 2 + data.length, 0x08, 0, 0x1a, data.length]), Buffer.from(data)]),
	]);
	const checksum = createHash("md5").update(content).digest();
	return Buffer.concat([Buffer.from("f3899ac2", "hex"), content, checksum]).toString("base64");
})();

describe("counting a batch", () => {
	it("takes four calls for one poll, however many votes", async () => {
		const { port, calls } = counting(new InMemoryTally());
		await countBatch(port, SHARD, votes(...Array.from({ length: 500 }, (_, index) => `voter-${index}`)));
		expect(calls).toEqual(["readCheckpoint", "readVoters", "writeVoters", "addCounts"]);
	});

	it("takes one call when everything was counted before", async () => {
		const tally = new InMemoryTally();
		await countBatch(tally, SHARD, votes("ann", "bob"));
		const { port, calls } = counting(tally);
		expect(await countBatch(port, SHARD, votes("ann", "bob"))).toEqual({
			polls: [{ voteId: "lunch", counted: [], duplicates: [], alreadyCounted: votes("ann", "bob") }],
			failures: [],
		});
		expect(calls).toEqual(["readCheckpoint"]);
	});

	it("counts the first of one voter's votes and says how many more there were", async () => {
		const tally = new InMemoryTally();
		const batch: readonly ShardVote[] = ["pizza", "salad", "salad"].map((vote_choice, index) => ({
			vote: vote({ vote_choice }),
			sequenceNumber: sequenceNumber(index + 1),
		}));
		expect(numbersOf(await countBatch(tally, SHARD, batch))).toEqual([{ voteId: "lunch", counted: 1, duplicates: 2, alreadyCounted: 0 }]);
		expect(await tally.readResults("lunch")).toEqual({ voteId: "lunch", choices: { pizza: 1 }, total: 1 });
	});

	it("counts a vote that its own record had claimed before the crash", async () => {
		const tally = new InMemoryTally();
		await tally.writeVoters("lunch", new Map([["ann", { sequenceNumber: sequenceNumber(1), choice: "pizza" }]]));
		expect(numbersOf(await countBatch(tally, SHARD, votes("ann")))).toEqual([
			{ voteId: "lunch", counted: 1, duplicates: 0, alreadyCounted: 0 },
		]);
	});

	it("does not count a vote that another record had claimed", async () => {
		const tally = new InMemoryTally();
		await tally.writeVoters("lunch", new Map([["ann", { sequenceNumber: sequenceNumber(99), choice: "pizza" }]]));
		expect(numbersOf(await countBatch(tally, SHARD, votes("ann")))).toEqual([
			{ voteId: "lunch", counted: 0, duplicates: 1, alreadyCounted: 0 },
		]);
	});

	it("gives up on a poll whose checkpoint never stands still, and says from where", async () => {
		const tally: TallyPort = Object.assign(new InMemoryTally(), { addCounts: async () => "behind" as const });
		const { failures, failedFrom } = await countBatch(tally, SHARD, votes("ann"));
		expect(failedFrom).toBe(sequenceNumber(1));
		expect(String(failures[0]?.error)).toContain("moved 5 times");
	});

	it("answers an empty batch with nothing", async () => {
		expect(await countBatch(new InMemoryTally(), SHARD, [])).toEqual({ polls: [], failures: [] });
	});
});

describe("comparing sequence numbers", () => {
	it.each([
		{ title: "the same is not after itself", left: "10", right: "10", expected: false },
		{ title: "by digits where the length is the same", left: "21", right: "19", expected: true },
		{ title: "the longer one is the greater one", left: "100", right: "99", expected: true },
		{ title: "the shorter one is the smaller one", left: "9", right: "10", expected: false },
		{
			title: "beyond what a double can tell apart",
			left: "49590338271490256608559692538361571095921575989136588899",
			right: "49590338271490256608559692538361571095921575989136588898",
			expected: true,
		},
	])("$title", ({ left, right, expected }) => {
		expect(isAfter(left, right)).toBe(expected);
	});
});

function streamRecord(position: number, text: string): StreamRecord {
	return {
		eventID: `${SHARD}:${sequenceNumber(position)}`,
		kinesis: { sequenceNumber: sequenceNumber(position), data: Buffer.from(text).toString("base64") },
	};
}

function record(position: number, parts: Partial<Vote>): StreamRecord {
	return streamRecord(position, JSON.stringify(vote({ request_id: `request-${position}`, ...parts })));
}

function tallyPorts(tally: TallyPort = new InMemoryTally()) {
	const lines: { readonly level: string; readonly event: string; readonly [field: string]: unknown }[] = [];
	return {
		tally,
		lines,
		log: (level: string, event: string, fields: Readonly<Record<string, unknown>>) => {
			lines.push({ level, event, ...fields });
		},
	};
}

describe("answering a delivery", () => {
	it("counts it, says so in one line and reports no failure", async () => {
		const ports = tallyPorts();
		const response = await answerTallyBatch(ports, [record(1, { token: "ann" }), record(2, { token: "bob" }), record(3, { token: "ann" })]);
		expect(response).toEqual({ batchItemFailures: [] });
		expect(ports.lines).toEqual([
			{
				level: "info",
				event: "tally.counted",
				shard_id: SHARD,
				records: 3,
				polls: 1,
				counted: 2,
				duplicates: 1,
				already_counted: 0,
				poison: 0,
				counted_request_ids: ["request-1", "request-2"],
				duplicate_request_ids: ["request-3"],
			},
		]);
	});

	it("names the requests of votes that an earlier delivery had counted", async () => {
		const ports = tallyPorts();
		const records = [record(1, { token: "ann" }), record(2, { token: "bob" })];
		await answerTallyBatch(ports, records);
		await answerTallyBatch(ports, records);
		expect(ports.lines[1]).toMatchObject({ counted: 0, already_counted: 2, already_counted_request_ids: ["request-1", "request-2"] });
	});

	it("counts the article's record, which has no request_id", async () => {
		const ports = tallyPorts();
		const { request_id: _, ...article } = vote();
		await answerTallyBatch(ports, [streamRecord(1, JSON.stringify(article))]);
		expect(await ports.tally.readResults("lunch")).toEqual({ voteId: "lunch", choices: { pizza: 1 }, total: 1 });
	});

	it.each([
		{ title: "request_id", fields: { request_id: "\u001b[2J".repeat(75_000) } },
		{ title: "time_id, where there is no request_id", fields: { request_id: undefined, time_id: "x".repeat(300_000) } },
	])("counts a vote with a $title of 300 KB, in a log line that stays short", async ({ fields }) => {
		const ports = tallyPorts();
		await answerTallyBatch(ports, [streamRecord(1, JSON.stringify({ ...vote(), ...fields }))]);
		expect((await ports.tally.readResults("lunch")).total).toBe(1);
		const [id = ""] = (ports.lines[0]?.["counted_request_ids"] ?? []) as string[];
		expect(id).toMatch(/^[\x21-\x7e]{128}$/);
		expect(JSON.stringify(ports.lines).length).toBeLessThan(1_000);
	});

	it.each([
		{ title: "not JSON", text: "{", reason: "not JSON" },
		{ title: "no object", text: "[]", reason: "not a JSON object" },
		{ title: "empty", text: "", reason: "not JSON" },
		{ title: "null", text: "null", reason: "not a JSON object" },
		{
			title: "without fields",
			text: "{}",
			reason: "vote_id is missing; token is missing; vote_choice is missing; time_id must be a string that is not empty",
		},
		{
			title: "with a field that place-vote would refuse",
			text: JSON.stringify(vote({ vote_id: "a#b" })),
			reason: "vote_id may hold only letters, digits and . _ ~ : @ + = -, beginning with a letter or digit",
		},
		{
			title: "with a request_id of another type",
			text: JSON.stringify({ ...vote(), request_id: 7 }),
			reason: "request_id must be a string",
		},
		{ title: "binary", text: "\u0000\u0001", reason: "not JSON" },
	])("passes over a record that is $title, with one line, and counts the rest", async ({ text, reason }) => {
		const ports = tallyPorts();
		const response = await answerTallyBatch(ports, [record(1, { token: "ann" }), streamRecord(2, text), record(3, { token: "bob" })]);
		expect(response).toEqual({ batchItemFailures: [] });
		expect(ports.lines[0]).toEqual({ level: "warn", event: "tally.poison", shard_id: SHARD, sequence_number: sequenceNumber(2), reason });
		expect((await ports.tally.readResults("lunch")).total).toBe(2);
	});

	it("names a record that the Kinesis Producer Library aggregated, and counts the rest", async () => {
		const ports = tallyPorts();
		const aggregated = { ...streamRecord(2, ""), kinesis: { sequenceNumber: sequenceNumber(2), data: AGGREGATED_BASE64 } };
		const response = await answerTallyBatch(ports, [record(1, { token: "ann" }), aggregated, record(3, { token: "bob" })]);
		expect(response).toEqual({ batchItemFailures: [] });
		expect(ports.lines[0]).toEqual({
			level: "warn",
			event: "tally.poison",
			shard_id: SHARD,
			sequence_number: sequenceNumber(2),
			reason:
				"an aggregated record of the Kinesis Producer Library (KPL): its votes are not counted. Set AggregationEnabled to false in the producer",
		});
		expect((await ports.tally.readResults("lunch")).total).toBe(2);
	});

	it("takes no record for an aggregated one whose checksum is another", async () => {
		const ports = tallyPorts();
		const bytes = Buffer.from(AGGREGATED_BASE64, "base64");
		bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
		const damaged = { ...streamRecord(2, ""), kinesis: { sequenceNumber: sequenceNumber(2), data: bytes.toString("base64") } };
		await answerTallyBatch(ports, [damaged]);
		expect(ports.lines[0]).toMatchObject({ event: "tally.poison", reason: "not JSON" });
	});

	it("names the lowest sequence number of the polls that failed; the others stay counted", async () => {
		const inMemory = new InMemoryTally();
		const failing: TallyPort = Object.assign(new InMemoryTally(), {
			readCheckpoint: async (voteId: string, shardId: string) => {
				if (voteId !== "lunch") throw new TallyError("no answer", { code: "tally.unavailable", retryable: true });
				return inMemory.readCheckpoint(voteId, shardId);
			},
			readVoters: inMemory.readVoters.bind(inMemory),
			writeVoters: inMemory.writeVoters.bind(inMemory),
			addCounts: inMemory.addCounts.bind(inMemory),
		});
		const ports = tallyPorts(failing);
		const response = await answerTallyBatch(ports, [
			record(8, { vote_id: "lunch" }),
			record(9, { vote_id: "supper" }),
			record(10, { vote_id: "dinner" }),
			record(11, { vote_id: "supper" }),
		]);
		expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(9) }] });
		expect((await inMemory.readResults("lunch")).total).toBe(1);
		expect(ports.lines.filter(({ event }) => event === "tally.failed")).toEqual([
			{
				level: "error",
				event: "tally.failed",
				shard_id: SHARD,
				vote_id: "supper",
				sequence_number: sequenceNumber(9),
				error: "tally.unavailable: no answer",
				request_ids: ["request-9", "request-11"],
			},
			{
				level: "error",
				event: "tally.failed",
				shard_id: SHARD,
				vote_id: "dinner",
				sequence_number: sequenceNumber(9),
				error: "tally.unavailable: no answer",
				request_ids: ["request-10"],
			},
		]);
	});
});

import { KinesisClient } from "@aws-sdk/client-kinesis";
import { isBySplitsAndMerges } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shardLineage } from "../src/autoscaler/lineage.ts";
import { CONTROL_PLANE_TIMEOUTS, functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { jsonAnswer, jsonError, openWire, type Wire, type WireRequest } from "./support/wire.ts";

const SINCE_MS = Date.parse("2026-11-23T10:00:00Z");
const QUARTER = 2n ** 126n;

const shard = (index: number, from: bigint, to: bigint, parents: { ParentShardId?: string; AdjacentParentShardId?: string } = {}) => ({
	ShardId: `shardId-${String(index).padStart(12, "0")}`,
	HashKeyRange: { StartingHashKey: String(from), EndingHashKey: String(to - 1n) },
	SequenceNumberRange: { StartingSequenceNumber: "1" },
	...parents,
});
const FOUR = [0n, 1n, 2n, 3n].map((index) => shard(Number(index), index * QUARTER, (index + 1n) * QUARTER));
const MERGED = shard(4, 0n, 2n * QUARTER, { ParentShardId: "shardId-000000000000", AdjacentParentShardId: "shardId-000000000001" });

describe("shardLineage", () => {
	let wire: Wire;
	let respond: (request: WireRequest) => ReturnType<typeof jsonAnswer>;
	beforeAll(async () => {
		wire = await openWire((request) => respond(request));
	});
	afterAll(() => wire.close());
	const read = () =>
		shardLineage(new KinesisClient({ ...wire.clientConfig, maxAttempts: 1, requestHandler: functionHttpHandler(CONTROL_PLANE_TIMEOUTS) }))(
			"votes",
			SINCE_MS,
		);
	const typeOf = ({ body }: WireRequest) => (body["ShardFilter"] as { readonly Type: string } | undefined)?.Type;

	it("has the shards of then, and all since, page by page", async () => {
		wire.answerWith();
		respond = (request) => {
			if (typeOf(request) === "AT_TIMESTAMP") return jsonAnswer({ Shards: FOUR });
			return request.body["NextToken"] === undefined ? jsonAnswer({ Shards: FOUR, NextToken: "more" }) : jsonAnswer({ Shards: [MERGED] });
		};
		const lineage = await read();
		if ("kind" in lineage) throw new Error(lineage.reason);
		expect(lineage.openThen).toHaveLength(4);
		expect(lineage.shards.at(-1)).toMatchObject({ parentShardIds: ["shardId-000000000000", "shardId-000000000001"] });
		expect(isBySplitsAndMerges(lineage, 3)).toBe(true);
		// The service takes a stream or a token, never both.
		expect(wire.requests.map(({ body }) => [body["StreamName"], body["NextToken"]])).toContainEqual([undefined, "more"]);
		expect(wire.requests.filter((request) => typeOf(request) !== undefined).map(({ body }) => body["ShardFilter"])).toContainEqual({
			Type: "AT_TIMESTAMP",
			Timestamp: SINCE_MS / 1_000,
		});
	});

	it.each([
		["may not list", () => jsonError("AccessDeniedException", "not authorized"), "AccessDeniedException"],
		["gets pages without an end", () => jsonAnswer({ Shards: [], NextToken: "again" }), "no end after 50 pages"],
		["gets a shard without hash keys", () => jsonAnswer({ Shards: [{ ShardId: "shardId-000000000000" }] }), "without hash keys"],
	])("is no data, with the reason, where it %s", async (_, answer, reason) => {
		respond = answer;
		expect(await read()).toMatchObject({ kind: "no-data", reason: expect.stringContaining(reason) });
	});
});

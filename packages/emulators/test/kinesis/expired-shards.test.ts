import { expect, it } from "vitest";
import { VirtualClock } from "../../src/index.ts";
import { KinesisAccount } from "../../src/kinesis/account.ts";
import { completeSettings } from "../../src/kinesis/settings.ts";
import { updateShardCount } from "../../src/kinesis/shard-operations.ts";
import { createStream } from "../../src/kinesis/stream-operations.ts";
import { ACCOUNT_ID, START_MS } from "./build.ts";

const HOUR_MS = 3_600_000;

it("a stream that is resharded for months and read by nobody keeps no more closed shards than a day has", () => {
	const clock = new VirtualClock(START_MS);
	const nobody = { metrics: undefined, onEvent: undefined, onShardsChanged: undefined };
	const account = new KinesisAccount({ clock, region: "us-east-1", accountId: ACCOUNT_ID, settings: completeSettings({}), ...nobody });
	createStream(account, { StreamName: "votes", ShardCount: 1 });
	clock.advanceBy(HOUR_MS);
	const listed: number[] = [];
	for (let reshard = 0; reshard < 8 * 60; reshard += 1) {
		updateShardCount(account, { StreamName: "votes", TargetShardCount: reshard % 2 === 0 ? 2 : 1, ScalingType: "UNIFORM_SCALING" });
		clock.advanceBy(3 * HOUR_MS);
		listed.push(account.streams.get("votes")?.listedShards.length ?? Number.NaN);
	}
	// Eight reshards a day, each a split of one or a merge of two: twelve closed within a day, two that the next reshard drops, and two open.
	expect(Math.max(...listed)).toBeLessThanOrEqual(16);
	expect(listed.at(-1)).toBeGreaterThan(2);
});

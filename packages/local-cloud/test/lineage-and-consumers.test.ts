import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { kinesisStream, readMetricSeries, streamConsumers } from "@headroom/aws/autoscaler";
import { CloudWatchEmulator, KinesisEmulator, VirtualClock } from "@headroom/emulators";
import { isBySplitsAndMerges } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { ACCOUNT_ID, REGION } from "../src/names.ts";
import { inProcessClientConfig } from "./support/virtual-loop/in-process-wire.ts";

const START_MS = Date.UTC(2026, 10, 23, 12);
const MINUTE_MS = 60_000;

/** The adapters over unmodified SDK clients, and the emulators, on a virtual clock. */
class World {
	readonly clock = new VirtualClock(START_MS);
	readonly #cloudWatch = new CloudWatchEmulator({
		clock: this.clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		onAlarmAction: () => {},
	});
	readonly kinesis = new KinesisEmulator({ clock: this.clock, region: REGION, accountId: ACCOUNT_ID, metrics: this.#cloudWatch });
	readonly stream;
	readonly consumers;

	constructor(shardCount: number) {
		const config = inProcessClientConfig(REGION, {
			kinesis: (operation, input) => this.kinesis.handle(operation, input),
			cloudWatch: this.#cloudWatch,
			onTheWay: () => {},
		});
		const [client, cloudWatch] = [new KinesisClient(config), new CloudWatchClient(config)];
		this.stream = kinesisStream({ client, singleAttemptClient: client });
		this.consumers = streamConsumers({
			kinesis: client,
			readSeries: (range, requests) => readMetricSeries(cloudWatch, range, requests),
			lambda: () => new LambdaClient(config),
		});
		this.call("CreateStream", { ShardCount: shardCount });
	}

	call<Answer>(operation: string, input: object): Answer {
		const answer = this.kinesis.handle(operation, { StreamName: "votes", ...input }) as Answer;
		this.clock.advanceBy(2 * MINUTE_MS);
		return answer;
	}

	open() {
		const { Shards } = this.kinesis.handle("ListShards", { StreamName: "votes", ShardFilter: { Type: "AT_LATEST" } }) as {
			readonly Shards: {
				readonly ShardId: string;
				readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
			}[];
		};
		return Shards.sort((a, b) => (BigInt(a.HashKeyRange.StartingHashKey) < BigInt(b.HashKeyRange.StartingHashKey) ? -1 : 1));
	}

	/** Whether the lineage since then shows splits and merges alone. */
	async isByHand(sinceMs: number): Promise<boolean> {
		const lineage = await this.stream.lineageSince("votes", sinceMs);
		if ("kind" in lineage) throw new Error(lineage.reason);
		return isBySplitsAndMerges(lineage, this.open().length);
	}

	mergeFirst(): void {
		const [one, other] = this.open();
		this.call("MergeShards", { ShardToMerge: one?.ShardId, AdjacentShardToMerge: other?.ShardId });
	}
}

describe("the lineage of a stream, record by record of the service", () => {
	it("shows eleven merges by hand, and leaves UpdateShardCount a guess", async () => {
		const world = new World(12);
		for (let merges = 1; merges <= 11; merges += 1) {
			const sinceMs = world.clock.nowMs();
			world.mergeFirst();
			// One shard is even again: UpdateShardCount makes the same of two.
			expect(await world.isByHand(sinceMs)).toBe(merges < 11);
		}
		const sinceMs = world.clock.nowMs();
		world.call("UpdateShardCount", { TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
		expect(await world.isByHand(sinceMs)).toBe(false);
	});

	it("shows no merge where UpdateShardCount was among the changes", async () => {
		const world = new World(4);
		const sinceMs = world.clock.nowMs();
		world.call("UpdateShardCount", { TargetShardCount: 6, ScalingType: "UNIFORM_SCALING" });
		world.clock.advanceBy(10 * MINUTE_MS);
		world.mergeFirst();
		expect(world.open()).toHaveLength(5);
		expect(await world.isByHand(sinceMs)).toBe(false);
	});

	it("says nothing of a reshard that is half done", async () => {
		const world = new World(4);
		const sinceMs = world.clock.nowMs();
		world.kinesis.handle("UpdateShardCount", { StreamName: "votes", TargetShardCount: 8, ScalingType: "UNIFORM_SCALING" });
		world.clock.advanceBy(20_000);
		const lineage = await world.stream.lineageSince("votes", sinceMs);
		expect("kind" in lineage ? false : isBySplitsAndMerges(lineage, 8)).toBe(false);
	});
});

describe("a consumer with enhanced fan-out", () => {
	it("is known while it reads, as stopped when it does not, and as nobody's once it is deregistered", async () => {
		const world = new World(1);
		const StreamARN = `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/votes`;
		const { Consumer } = world.call<{ readonly Consumer: { readonly ConsumerARN: string } }>("RegisterStreamConsumer", {
			StreamARN,
			StreamName: undefined,
			ConsumerName: "analytics",
		});
		const [shard] = world.open();
		const stop = world.kinesis.subscribeToShard(
			{ ConsumerARN: Consumer.ConsumerARN, ShardId: shard?.ShardId, StartingPosition: { Type: "TRIM_HORIZON" } },
			{ onEvent: () => {}, onEnd: () => {} },
		);
		world.clock.advanceBy(4 * MINUTE_MS);
		expect(await world.consumers.read("votes", world.clock.nowMs())).toMatchObject({
			retentionHours: 24,
			registered: [{ consumerName: "analytics", behindMs: 0 }],
		});
		stop();
		world.clock.advanceBy(60 * MINUTE_MS);
		const stopped = await world.consumers.read("votes", world.clock.nowMs());
		expect(stopped).toMatchObject({ registered: [{ consumerName: "analytics", readAtMs: expect.any(Number) }] });
		expect(stopped).not.toMatchObject({ registered: [{ behindMs: expect.any(Number) }] });
		// Deleted in the middle: it is not waited for while it is DELETING, nor afterwards.
		world.kinesis.handle("DeregisterStreamConsumer", { ConsumerARN: Consumer.ConsumerARN });
		expect(await world.consumers.read("votes", world.clock.nowMs())).toMatchObject({ registered: [] });
		world.clock.advanceBy(MINUTE_MS);
		expect(await world.consumers.read("votes", world.clock.nowMs())).toMatchObject({ registered: [] });
	});
});

import { describe, expect, it } from "vitest";
import { type LoadSource, run } from "../src/index.ts";
import { HOUR_SECONDS, headroom, load, settings } from "./build.ts";

/** 0.8 MB/s written, read six times: 4.8 MB/s, which is what 2.4 shards give. */
const READ_SIX_TIMES: LoadSource = { ...load(HOUR_SECONDS, () => ({ recordsPerSecond: 400, bytesPerRecord: 2_000 })), sharedConsumers: 6 };

describe("a stream that is read six times", () => {
	it("gets the shards that its readers need, woken by its alarm, where the policy lists reads", async () => {
		const { reshards } = await run(READ_SIX_TIMES, headroom({ optionalSignals: ["reads"] }), settings());
		expect(reshards.map(({ fromShardCount, toShardCount }) => [fromShardCount, toShardCount])).toEqual([[2, 4]]);
		expect(reshards[0]?.reason).toContain("read from 2 shards");
	});

	it("keeps its shards where the policy does not", async () => {
		expect((await run(READ_SIX_TIMES, headroom(), settings())).reshards).toEqual([]);
	});
});

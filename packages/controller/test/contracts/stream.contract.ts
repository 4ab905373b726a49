import type { StreamObservation } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ObservationError, ReshardError, type StreamPort } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface StreamWorld {
	readonly port: StreamPort;
	/** Resolves when the stream is ACTIVE. */
	readonly createStream: (
		streamName: string,
		shape: { readonly openShardCount: number; readonly streamMode: StreamObservation["streamMode"] },
	) => Promise<void>;
	/** How long the slowest reshard of these tests (2 to 4 shards) may take. */
	readonly reshardTimeoutMs: number;
	readonly cleanup: () => Promise<void>;
}

/** What every StreamPort promises. */
export function streamContract(name: string, makePort: () => Promise<StreamWorld>): void {
	describe(`StreamPort: ${name}`, () => {
		let world: StreamWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		async function aStream(openShardCount: number, streamMode: StreamObservation["streamMode"] = "PROVISIONED"): Promise<string> {
			const streamName = uniqueStreamName();
			await world.createStream(streamName, { openShardCount, streamMode });
			return streamName;
		}

		it("describes a stream", async () => {
			const streamName = await aStream(2);
			expect(await world.port.describe(streamName)).toEqual({ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 2 });
		});

		it("says by its code that a stream does not exist", async () => {
			const streamName = uniqueStreamName();
			await expect(world.port.describe(streamName)).rejects.toThrow(ObservationError);
			await expect(world.port.describe(streamName)).rejects.toMatchObject({ code: "observation.stream-not-found", streamName });
			await expect(world.port.updateShardCount(streamName, 2)).rejects.toThrow(ReshardError);
			await expect(world.port.updateShardCount(streamName, 2)).rejects.toMatchObject({ code: "reshard.stream-not-found", streamName });
		});

		it("describes the account, or says why it cannot", async () => {
			const account = await world.port.describeAccount();
			if (account.kind === "known") expect(account.shardLimit).toBeGreaterThan(0);
			else expect(account.reason).not.toBe("");
		});

		it("has a reshard accepted, shows it in progress, refuses another meanwhile, and has the new count in the end", async () => {
			const streamName = await aStream(2);
			expect(await world.port.updateShardCount(streamName, 4)).toEqual({ kind: "accepted", currentShardCount: 2, targetShardCount: 4 });
			expect((await world.port.describe(streamName)).streamStatus).toBe("UPDATING");
			expect(await world.port.updateShardCount(streamName, 3)).toMatchObject({ kind: "refused", refusal: "reshard-in-progress" });
			await vi.waitFor(
				async () =>
					expect(await world.port.describe(streamName)).toEqual({ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 4 }),
				{ timeout: world.reshardTimeoutMs, interval: 50 },
			);
		});

		const refusals: readonly { title: string; openShardCount: number; targetShardCount: number }[] = [
			{ title: "more than double", openShardCount: 2, targetShardCount: 5 },
			{ title: "less than half", openShardCount: 4, targetShardCount: 1 },
		];
		it.each(refusals)("is told no, as an answer, when asked for $title", async ({ openShardCount, targetShardCount }) => {
			const streamName = await aStream(openShardCount);
			const answer = await world.port.updateShardCount(streamName, targetShardCount);
			expect(answer).toMatchObject({ kind: "refused", refusal: "target-out-of-range", message: expect.stringMatching(/./) });
			expect(await world.port.describe(streamName)).toMatchObject({ streamStatus: "ACTIVE", openShardCount });
		});

		it("is told no, as an answer, for an on-demand stream", async () => {
			const streamName = await aStream(4, "ON_DEMAND");
			expect((await world.port.describe(streamName)).streamMode).toBe("ON_DEMAND");
			expect(await world.port.updateShardCount(streamName, 6)).toMatchObject({ kind: "refused", refusal: "on-demand" });
		});
	});
}

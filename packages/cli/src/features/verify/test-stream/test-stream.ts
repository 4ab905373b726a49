import { setTimeout as sleep } from "node:timers/promises";
import { CreateStreamCommand, DeleteStreamCommand, DescribeStreamSummaryCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { sdkFault } from "@headroom/aws/sdk-errors";

/** A stream is CREATING for seconds; the longest reshard that people tell of took minutes. */
const ACTIVE_WITHIN_MS = 15 * 60_000;
const FIRST_WAIT_MS = 150;
const LONGEST_WAIT_MS = 2_000;
const GROWTH = 1.4;

/** Somebody pressed Ctrl-C: what was begun is taken down, and nothing is recorded. */
export class Interrupted extends Error {
	override readonly name = "Interrupted";
}

export interface TestStream {
	readonly kinesis: KinesisClient;
	readonly streamName: string;
}

/** One shard, provisioned, with a tag that says what it is. It is CREATING for a while. */
export async function createTestStream({ kinesis, streamName }: TestStream, deployment: string): Promise<void> {
	await kinesis.send(
		new CreateStreamCommand({
			StreamName: streamName,
			ShardCount: 1,
			StreamModeDetails: { StreamMode: "PROVISIONED" },
			Tags: { "headroom:test-stream-of": deployment },
		}),
	);
}

/** @returns the open shards. @throws Interrupted, or Error where the stream stays as it is */
export async function untilActive({ kinesis, streamName }: TestStream, signal?: AbortSignal): Promise<number> {
	const deadlineMs = Date.now() + ACTIVE_WITHIN_MS;
	for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * GROWTH)) {
		if (signal?.aborted === true) throw new Interrupted("Interrupted.");
		const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
		if (StreamDescriptionSummary?.StreamStatus === "ACTIVE") return StreamDescriptionSummary.OpenShardCount ?? 0;
		if (Date.now() > deadlineMs)
			throw new Error(`${streamName} is ${StreamDescriptionSummary?.StreamStatus} after ${ACTIVE_WITHIN_MS / 60_000} min.`);
		await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
	}
}

/** Waits for a reshard that is under way: only an ACTIVE stream can be deleted. Nobody can interrupt it. @throws what Kinesis throws */
export async function deleteTestStream(stream: TestStream): Promise<void> {
	const { kinesis, streamName } = stream;
	for (;;) {
		try {
			await untilActive(stream);
			await kinesis.send(new DeleteStreamCommand({ StreamName: streamName, EnforceConsumerDeletion: true }));
			return;
		} catch (error) {
			const { kind, name } = sdkFault(error);
			if (kind === "not-found") return;
			// Between the look and the call a reshard may have begun.
			if (name !== "ResourceInUseException" && kind !== "throttled") throw error;
			await sleep(LONGEST_WAIT_MS);
		}
	}
}

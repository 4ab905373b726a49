import { setTimeout as sleep } from "node:timers/promises";
import { CreateStreamCommand, DeleteStreamCommand, DescribeStreamSummaryCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { Interrupted } from "../interrupted.ts";

/** A stream is CREATING for seconds; the longest reshard that people tell of took minutes. */
const ACTIVE_WITHIN_MS = 15 * 60_000;
const FIRST_WAIT_MS = 150;
const LONGEST_WAIT_MS = 2_000;
const GROWTH = 1.4;

/** Of the call that deletes, where a reshard begins between the look and the call. */
const DELETE_ATTEMPTS = 30;

export interface TestStream {
	/** Looks and deletes. The SDK may retry: a run of 20 minutes must not end with one lost answer. */
	readonly kinesis: KinesisClient;
	/** Creates and reshards. A second call would be told "in use" by the first one's success. */
	readonly singleAttemptKinesis: KinesisClient;
	readonly streamName: string;
}

/** One shard, provisioned, with a tag that says what it is. It is CREATING for a while. */
export async function createTestStream({ singleAttemptKinesis: kinesis, streamName }: TestStream, deployment: string): Promise<void> {
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
		if (signal?.aborted === true) throw new Interrupted();
		const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
		if (StreamDescriptionSummary?.StreamStatus === "ACTIVE") return StreamDescriptionSummary.OpenShardCount ?? 0;
		if (Date.now() > deadlineMs)
			throw new Error(`${streamName} is ${StreamDescriptionSummary?.StreamStatus} after ${ACTIVE_WITHIN_MS / 60_000} min.`);
		await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
	}
}

/**
 * Waits for a reshard that is under way: only an ACTIVE stream can be deleted. Nobody can interrupt it.
 *
 * @returns false where there was none to delete
 * @throws what Kinesis throws, or Error where the stream stays as it is
 */
export async function deleteTestStream(stream: TestStream): Promise<boolean> {
	const { kinesis, streamName } = stream;
	for (let attempt = 1; ; attempt += 1) {
		try {
			await untilActive(stream);
			await kinesis.send(new DeleteStreamCommand({ StreamName: streamName, EnforceConsumerDeletion: true }));
			return true;
		} catch (error) {
			const { kind, name } = sdkFault(error);
			if (kind === "not-found") return attempt > 1;
			const isOver = name !== "ResourceInUseException" && kind !== "throttled";
			if (isOver || attempt === DELETE_ATTEMPTS) throw error;
			await sleep(LONGEST_WAIT_MS);
		}
	}
}

import { type KinesisClient, paginateListStreams, type StreamSummary } from "@aws-sdk/client-kinesis";
import { ObservationError, type StreamPort } from "@headroom/controller";
import type { StreamObservation } from "@headroom/engine";
import { openShardPages } from "./open-shards.ts";
import { describeError, streamObservation } from "./stream.ts";

export interface ListedStreamsOptions {
	readonly client: KinesisClient;
	/** Those that will be described: the listing ends when all of them were seen. */
	readonly streamNames: readonly string[];
}

/**
 * Many streams described at once. DescribeStreamSummary takes 20 calls a second of the whole account; so status and mode come from ListStreams, a hundred
 * a call, and the open shards from ListShards, whose 1,000 calls a second are a stream's own. Listed once, when the first is described.
 *
 * Of what is read at two moments, the count is the newer: a stream that is UPDATING by the listing may be done by then.
 */
export function listedStreams({ client, streamNames }: ListedStreamsOptions): Pick<StreamPort, "describe"> {
	let listing: Promise<ReadonlyMap<string, StreamSummary>> | undefined;
	return {
		async describe(streamName) {
			listing ??= listUntilSeen(client, streamNames);
			const summary = (await listed(listing, streamName)).get(streamName);
			if (summary === undefined) {
				throw new ObservationError(`There is no stream ${streamName} in this account and Region: kinesis:ListStreams does not list it.`, {
					code: "observation.stream-not-found",
					retryable: false,
					streamName,
				});
			}
			return streamObservation(streamName, { ...summary, OpenShardCount: await countOpenShards(client, streamName, summary) });
		},
	};
}

async function listed<Listing>(listing: Promise<Listing>, streamName: string): Promise<Listing> {
	try {
		return await listing;
	} catch (error) {
		throw describeError(error, "kinesis:ListStreams", streamName);
	}
}

async function listUntilSeen(client: KinesisClient, streamNames: readonly string[]): Promise<ReadonlyMap<string, StreamSummary>> {
	const unseen = new Set(streamNames);
	const summaries = new Map<string, StreamSummary>();
	for await (const { StreamSummaries = [] } of paginateListStreams({ client }, {})) {
		for (const summary of StreamSummaries) {
			const { StreamName = "" } = summary;
			if (unseen.delete(StreamName)) summaries.set(StreamName, summary);
		}
		if (unseen.size === 0) break;
	}
	return summaries;
}

/** @throws ObservationError */
async function countOpenShards(
	client: KinesisClient,
	streamName: string,
	{ StreamStatus }: StreamSummary,
): Promise<StreamObservation["openShardCount"]> {
	// It has none yet, and ListShards says that it is in use.
	if (StreamStatus === "CREATING") return 0;
	try {
		let count = 0;
		for await (const shards of openShardPages(client, streamName)) count += shards.length;
		return count;
	} catch (error) {
		throw describeError(error, "kinesis:ListShards", streamName);
	}
}

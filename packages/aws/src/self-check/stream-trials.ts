import {
	DescribeLimitsCommand,
	DescribeStreamSummaryCommand,
	KinesisClient,
	ListShardsCommand,
	ListStreamConsumersCommand,
	PutRecordCommand,
	PutRecordsCommand,
	ScalingType,
	UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { REFUSED_TARGET_SHARD_COUNT, type SelfCheckRequest, type TrialResult } from "./contract.ts";
import { runTrial, type Trial } from "./run-trials.ts";

/** Of the right form, and beyond the last hash key: 2^128 − 1 has 39 digits too. No shard takes it. */
const HASH_KEY_OF_NO_SHARD = "9".repeat(39);
const NO_SUCH_HASH_KEY = ["InvalidArgumentException"];
const PARTITION_KEY = "headroom-self-check";
const EMPTY = new Uint8Array();

/** What the service answers to a target that no account accepts; which of them is not documented. */
const NO_SUCH_TARGET = ["InvalidArgumentException", "LimitExceededException", "ValidationException"];

export function selfCheckKinesis(): KinesisClient {
	return new KinesisClient({ ...functionClientConfig(CONTROL_PLANE_TIMEOUTS), maxAttempts: 1 });
}

export function describeStreamTrial(client: KinesisClient, streamName: string): Trial {
	return {
		action: "kinesis:DescribeStreamSummary",
		on: streamName,
		call: () => client.send(new DescribeStreamSummaryCommand({ StreamName: streamName })),
	};
}

export function listShardsTrial(client: KinesisClient, streamName: string): Trial {
	return {
		action: "kinesis:ListShards",
		on: streamName,
		call: () => client.send(new ListShardsCommand({ StreamName: streamName, MaxResults: 1 })),
	};
}

/** The call takes an ARN, which the description has. */
export function listStreamConsumersTrial(client: KinesisClient, streamName: string): Trial {
	return {
		action: "kinesis:ListStreamConsumers",
		on: streamName,
		call: async () => {
			const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
			return client.send(new ListStreamConsumersCommand({ StreamARN: StreamDescriptionSummary?.StreamARN, MaxResults: 1 }));
		},
	};
}

export function describeLimitsTrial(client: KinesisClient): Trial {
	return { action: "kinesis:DescribeLimits", on: "*", call: () => client.send(new DescribeLimitsCommand({})) };
}

/** A record that no shard takes: nothing is written. */
export function putRecordTrial(client: KinesisClient, streamName: string): Trial {
	const record = { Data: EMPTY, PartitionKey: PARTITION_KEY, ExplicitHashKey: HASH_KEY_OF_NO_SHARD };
	return {
		action: "kinesis:PutRecord",
		on: streamName,
		call: () => client.send(new PutRecordCommand({ StreamName: streamName, ...record })),
		refusals: NO_SUCH_HASH_KEY,
	};
}

/** The same: one bad record refuses the whole request. */
export function putRecordsTrial(client: KinesisClient, streamName: string): Trial {
	const record = { Data: EMPTY, PartitionKey: PARTITION_KEY, ExplicitHashKey: HASH_KEY_OF_NO_SHARD };
	return {
		action: "kinesis:PutRecords",
		on: streamName,
		call: () => client.send(new PutRecordsCommand({ StreamName: streamName, Records: [record] })),
		refusals: NO_SUCH_HASH_KEY,
	};
}

/** UpdateShardCount on a stream that does not exist. */
export function updateMissingStreamTrial(client: KinesisClient, streamName: string): Trial {
	return {
		action: "kinesis:UpdateShardCount",
		on: streamName,
		call: () => updateShardCount(client, streamName),
		refusals: ["ResourceNotFoundException"],
	};
}

/**
 * UpdateShardCount without a reshard that any account could accept: on a stream that does not exist, which a role with the wildcard may
 * ask; where the role is confined to streams, on a managed one for a target beyond every limit.
 *
 * @param managed the stream to ask where the role is confined; undefined where none may be asked
 */
export async function tryUpdateShardCount(
	client: KinesisClient,
	{ checkId, mayAskRefusedTarget }: Pick<SelfCheckRequest, "checkId" | "mayAskRefusedTarget">,
	managed: string | undefined,
): Promise<TrialResult> {
	const onMissing = await runTrial(updateMissingStreamTrial(client, `headroom-self-check-${checkId}`));
	if (onMissing.outcome !== "denied") return onMissing;
	if (managed === undefined || !mayAskRefusedTarget) {
		const why = managed === undefined ? "there is no managed stream to ask" : "a managed stream was not to be asked";
		return { ...onMissing, outcome: "unknown", answered: `denied on a stream that does not exist, and ${why}. ${onMissing.answered}` };
	}
	return runTrial({
		action: "kinesis:UpdateShardCount",
		on: managed,
		call: () => updateShardCount(client, managed),
		refusals: [...NO_SUCH_TARGET, "ResourceInUseException"],
	});
}

function updateShardCount(client: KinesisClient, StreamName: string): Promise<unknown> {
	return client.send(
		new UpdateShardCountCommand({ StreamName, TargetShardCount: REFUSED_TARGET_SHARD_COUNT, ScalingType: ScalingType.UNIFORM_SCALING }),
	);
}

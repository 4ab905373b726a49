import { ownedStreams, votes } from "../managed-streams.ts";
import { keepsData } from "./deployment.ts";
import { streamLogicalName } from "./stream-logical-name.ts";
import type { OwnedStream } from "./written-deployment.ts";

export const votesStream = createStream("Votes", votes);

// The list declares the app's other streams, so that `autoscale` is the only call that a stream takes.
for (const stream of ownedStreams) {
	if (stream !== votes) createStream(streamLogicalName(stream.name), stream);
}

/** A stream that this app owns, shaped by Headroom. */
function createStream(logicalName: string, { name, initialShardCount, retentionHours }: OwnedStream): sst.aws.KinesisStream {
	return new sst.aws.KinesisStream(logicalName, {
		transform: {
			stream: (args, opts) => {
				args.name = name;
				// SST's default is ON_DEMAND, which has no shard count to change.
				args.streamModeDetails = { streamMode: "PROVISIONED" };
				args.shardCount = initialShardCount;
				args.retentionPeriod = retentionHours;
				args.encryptionType = "KMS";
				// AWS's own key: whoever may use the stream may use it, without a permission of its own and without a monthly fee.
				args.kmsKeyId = "alias/aws/kinesis";
				// A deployment must not undo what the autoscaler did.
				opts.ignoreChanges = ["shardCount"];
				// The stream holds records that nobody has read yet.
				opts.retainOnDelete = keepsData;
			},
		},
	});
}

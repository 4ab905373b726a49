// Checks what a person wrote, before anything is created.
import "../managed-streams.ts";
import { keepsData } from "./deployment.ts";
import type { OwnedStream } from "./written-deployment.ts";

/** A stream that this app owns, shaped by Headroom. */
export function createStream(logicalName: string, { name, initialShardCount, retentionHours }: OwnedStream): sst.aws.KinesisStream {
	return new sst.aws.KinesisStream(logicalName, {
		transform: {
			stream: (args, opts) => {
				args.name = name;
				// SST's default is ON_DEMAND, which has no shard count to change.
				args.streamModeDetails = { streamMode: "PROVISIONED" };
				args.shardCount = initialShardCount;
				args.retentionPeriod = retentionHours;
				args.encryptionType = "KMS";
				// AWS's own key: every user of the stream may use it, without another permission and without a monthly fee.
				args.kmsKeyId = "alias/aws/kinesis";
				// A deployment must not undo what the autoscaler did.
				opts.ignoreChanges = ["shardCount"];
				// The stream may have records that no consumer has read yet.
				opts.retainOnDelete = keepsData;
			},
		},
	});
}

import type { OwnedStream } from "./autoscale.ts";
import { keepsData } from "./names.ts";
// Nothing is created before what a person wrote has been checked.
import "../managed-streams.ts";

/** Owned by this app, shaped by Headroom. */
export function ownedStream(logicalName: string, { name, initialShardCount, retentionHours }: OwnedStream): sst.aws.KinesisStream {
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
				// Records that nobody has read yet are in it.
				opts.retainOnDelete = keepsData;
			},
		},
	});
}

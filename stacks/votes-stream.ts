import { votes } from "./managed-streams.ts";
import { keepsData } from "./names.ts";

/** Owned by this app, shaped by Headroom. */
export const votesStream = new sst.aws.KinesisStream("Votes", {
	transform: {
		stream: (args, opts) => {
			args.name = votes.name;
			// SST's default is ON_DEMAND, which has no shard count to change.
			args.streamModeDetails = { streamMode: "PROVISIONED" };
			args.shardCount = votes.initialShardCount;
			args.retentionPeriod = votes.retentionHours;
			args.encryptionType = "KMS";
			// AWS's own key: whoever may use the stream may use it, without a permission of its own and without a monthly fee.
			args.kmsKeyId = "alias/aws/kinesis";
			// A deployment must not undo what the autoscaler did.
			opts.ignoreChanges = ["shardCount"];
			// Votes that are not counted yet are in it.
			opts.retainOnDelete = keepsData;
		},
	},
});

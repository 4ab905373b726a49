import { DEAD_LETTER_RETENTION_SECONDS, type QUEUES } from "@headroom/config";
// Nothing is created before what a person wrote has been checked.
import "../managed-streams.ts";

type QueueDefinition = (typeof QUEUES)[keyof typeof QUEUES];

/** A queue as its definition has it, what it cannot deliver going to `deadLetterQueue`. */
export function queueWithDeadLetters(
	logicalName: string,
	name: string,
	definition: QueueDefinition,
	deadLetterQueue: sst.aws.Queue,
): sst.aws.Queue {
	return new sst.aws.Queue(logicalName, {
		visibilityTimeout: `${definition.visibilityTimeoutSeconds} seconds`,
		dlq: { queue: deadLetterQueue.arn, retry: definition.maxReceiveCount },
		transform: {
			queue: (args) => {
				args.name = name;
				args.messageRetentionSeconds = definition.messageRetentionSeconds;
				args.sqsManagedSseEnabled = true;
			},
		},
	});
}

/** Where a message waits for a person. */
export function deadLetterQueue(logicalName: string, name: string): sst.aws.Queue {
	return new sst.aws.Queue(logicalName, {
		transform: {
			queue: (args) => {
				args.name = name;
				args.messageRetentionSeconds = DEAD_LETTER_RETENTION_SECONDS;
				args.sqsManagedSseEnabled = true;
			},
		},
	});
}

import { DEAD_LETTER_RETENTION_SECONDS, type DRAIN_EVENT_SOURCE, type QUEUES, type RECHECK_EVENT_SOURCE } from "@headroom/config";
// Checks what a person wrote, before anything is created.
import "../managed-streams.ts";

type QueueDefinition = (typeof QUEUES)[keyof typeof QUEUES];

/** A queue as its definition says. Messages that it cannot deliver go to `deadLetterQueue`. */
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

/** A queue in which a message waits for a person. */
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

/** An event source mapping as its definition says. Given an ARN, SST creates no function and adds no permission of its own. */
export function subscribeToQueue(
	queue: sst.aws.Queue,
	subscriber: sst.aws.Function,
	source: typeof DRAIN_EVENT_SOURCE | typeof RECHECK_EVENT_SOURCE,
): void {
	queue.subscribe(subscriber.arn, {
		transform: {
			eventSourceMapping: (args) => {
				args.batchSize = source.batchSize;
				args.maximumBatchingWindowInSeconds = source.maximumBatchingWindowInSeconds;
				args.scalingConfig = { maximumConcurrency: source.maximumConcurrency };
				args.functionResponseTypes = source.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [];
			},
		},
	});
}

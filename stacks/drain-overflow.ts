import { DRAIN_EVENT_SOURCE } from "@headroom/config";
import { lambdaFunction } from "./lambda-function.ts";
import { votes } from "./managed-streams.ts";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow-queue.ts";
import { subscribeToQueue } from "./queue-subscription.ts";
import { votesStream } from "./votes-stream.ts";

const drainOverflow = lambdaFunction("drain-overflow", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn, overflowDeadLetterQueue: overflowDeadLetterQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

subscribeToQueue(overflowQueue, drainOverflow, DRAIN_EVENT_SOURCE);

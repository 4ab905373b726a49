import { DRAIN_EVENT_SOURCE, QUEUES } from "@headroom/config";
import { votes } from "../managed-streams.ts";
import { names } from "../shared/deployment.ts";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { deadLetterQueue, queueWithDeadLetters, subscribeToQueue } from "../shared/queue.ts";
import { votesStream } from "./votes-stream.ts";

/** Messages that are not votes, and votes that failed to reach the stream a thousand times. */
export const overflowDeadLetterQueue = deadLetterQueue("OverflowDeadLetterQueue", names.overflowDeadLetterQueue);

/** Votes that the API accepted while the stream was too small. */
export const overflowQueue = queueWithDeadLetters("OverflowQueue", names.overflowQueue, QUEUES.overflow, overflowDeadLetterQueue);

const drainOverflow = lambdaFunction("drain-overflow", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn, overflowDeadLetterQueue: overflowDeadLetterQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

subscribeToQueue(overflowQueue, drainOverflow, DRAIN_EVENT_SOURCE);

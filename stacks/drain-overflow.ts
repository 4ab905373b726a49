import { DRAIN_EVENT_SOURCE } from "@headroom/config";
import { lambdaFunction } from "./lambda-function";
import { votes } from "./managed-streams";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow-queue";
import { subscribeToQueue } from "./queue-subscription";
import { votesStream } from "./votes-stream";

const drainOverflow = lambdaFunction("drain-overflow", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn, overflowDeadLetterQueue: overflowDeadLetterQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

subscribeToQueue(overflowQueue, drainOverflow, DRAIN_EVENT_SOURCE);

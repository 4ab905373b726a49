import { DRAIN_EVENT_SOURCE } from "@headroom/config";
import { votes } from "../managed-streams.ts";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { subscribeToQueue } from "../shared/queue-subscription.ts";
import { votesStream } from "../shared/votes-stream.ts";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow.ts";

const drainOverflow = lambdaFunction("drain-overflow", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn, overflowDeadLetterQueue: overflowDeadLetterQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

subscribeToQueue(overflowQueue, drainOverflow, DRAIN_EVENT_SOURCE);

import { lambdaFunction } from "./lambda-function.ts";
import { votes } from "./managed-streams.ts";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow-queue.ts";
import { votesStream } from "./votes-stream.ts";

export const placeVote = lambdaFunction("place-vote", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

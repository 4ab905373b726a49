import { lambdaFunction } from "./lambda-function";
import { votes } from "./managed-streams";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow-queue";
import { votesStream } from "./votes-stream";

export const placeVote = lambdaFunction("place-vote", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

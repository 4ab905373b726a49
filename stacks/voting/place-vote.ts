import { votes } from "../managed-streams.ts";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { votesStream } from "../shared/votes-stream.ts";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow.ts";

export const placeVote = lambdaFunction("place-vote", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sqsOverflow } from "@headroom/aws/overflow";
import { kinesisVoteStream } from "@headroom/aws/vote-stream";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment, readOptionalEnvironment } from "@headroom/config/environment";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE } from "@headroom/controller";
import { answerPlaceVote, RetryBudget } from "@headroom/voting";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { tryPlaceVote } from "./self-check/try-voting.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";
import { writeLine } from "./voting/standard-output.ts";

const environment = readEnvironment(FUNCTIONS["place-vote"].environment, process.env);
const { votingAuth = "none" } = readOptionalEnvironment(FUNCTIONS["place-vote"].optionalEnvironment, process.env);

const ports = {
	streamName: environment.votesStreamName,
	auth: votingAuth,
	metricNames: { namespace: HEADROOM_NAMESPACE, ...HEADROOM_METRICS },
	stream: kinesisVoteStream({ streamName: environment.votesStreamName }),
	overflow: sqsOverflow({ queueUrl: environment.overflowQueueUrl, deadLetterQueueUrl: environment.overflowDeadLetterQueueUrl }),
	retryBudget: new RetryBudget(),
	random: Math.random,
	nowMs: Date.now,
	newRequestId: randomUUID,
	sleep: (ms: number) => sleep(ms),
	writeLine,
};

export const handler = withSelfCheck(
	"place-vote",
	() => tryPlaceVote(environment),
	(event: APIGatewayProxyEventV2) => answerPlaceVote(ports, event),
);

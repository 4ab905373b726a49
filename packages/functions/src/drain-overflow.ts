import { setTimeout as sleep } from "node:timers/promises";
import { sqsOverflow } from "@headroom/aws/overflow";
import { kinesisStream } from "@headroom/aws/stream";
import { kinesisVoteStream } from "@headroom/aws/vote-stream";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import { createDrainer } from "@headroom/voting";
import type { Context, SQSEvent } from "aws-lambda";
import { tryDrainOverflow } from "./self-check/try-voting.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";
import { votingLogger } from "./voting/voting-logger.ts";

/** The part of the invocation's time that is kept to put messages back. */
const PUT_BACK_TIME_MS = 10_000;

const environment = readEnvironment(FUNCTIONS["drain-overflow"].environment, process.env);

const stream = kinesisStream();

const drain = createDrainer({
	stream: kinesisVoteStream({ streamName: environment.votesStreamName }),
	overflow: sqsOverflow({ queueUrl: environment.overflowQueueUrl, deadLetterQueueUrl: environment.overflowDeadLetterQueueUrl }),
	openShardCount: async () => (await stream.describe(environment.votesStreamName)).openShardCount,
	nowMs: Date.now,
	sleep: (ms: number) => sleep(ms),
	log: votingLogger("drain-overflow"),
});

/** Without Powertools' batch processor, which runs a function for each record: here records are put together, at one pace. */
export const handler = withSelfCheck(
	"drain-overflow",
	() => tryDrainOverflow(environment),
	async ({ Records }: SQSEvent, context: Context) => {
		const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - PUT_BACK_TIME_MS;
		const { failedMessageIds } = await drain(Records, deadlineMs);
		return { batchItemFailures: failedMessageIds.map((itemIdentifier) => ({ itemIdentifier })) };
	},
);

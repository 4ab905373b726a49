import { dynamoTally } from "@headroom/aws/tally";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment, readOptionalEnvironment } from "@headroom/config/environment";
import { answerTallyBatch } from "@headroom/voting";
import type { KinesisStreamEvent } from "aws-lambda";
import { tryCounting } from "./self-check/try-tally-table.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";
import { votingLogger } from "./voting/voting-logger.ts";

const environment = readEnvironment(FUNCTIONS.tally.environment, process.env);

const { voterTtlSeconds } = readOptionalEnvironment(FUNCTIONS.tally.optionalEnvironment, process.env);

const ports = { tally: dynamoTally({ tableName: environment.tallyTableName, voterTtlSeconds }), log: votingLogger("tally") };

export const handler = withSelfCheck(
	"tally",
	() => tryCounting(environment),
	(event: KinesisStreamEvent) => answerTallyBatch(ports, event.Records),
);

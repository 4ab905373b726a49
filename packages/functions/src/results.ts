import { randomUUID } from "node:crypto";
import { dynamoTally } from "@headroom/aws/tally";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import { answerResults } from "@headroom/voting";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { tryShowingResults } from "./self-check/try-tally-table.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";
import { votingLogger } from "./voting/voting-logger.ts";

const environment = readEnvironment(FUNCTIONS.results.environment, process.env);

const ports = {
	tally: dynamoTally({ tableName: environment.tallyTableName }),
	newRequestId: randomUUID,
	log: votingLogger("results"),
};

export const handler = withSelfCheck(
	"results",
	() => tryShowingResults(environment),
	(event: APIGatewayProxyEventV2) => answerResults(ports, event),
);

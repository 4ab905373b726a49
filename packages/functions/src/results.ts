import { randomUUID } from "node:crypto";
import { dynamoTally } from "@headroom/aws/tally";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import { answerResults } from "@headroom/voting";
import type { APIGatewayProxyHandlerV2 } from "aws-lambda";
import { votingLogger } from "./voting/voting-logger.ts";

const environment = readEnvironment(FUNCTIONS.results.environment, process.env);

const ports = {
	tally: dynamoTally({ tableName: environment.tallyTableName }),
	newRequestId: randomUUID,
	log: votingLogger("results"),
};

export const handler: APIGatewayProxyHandlerV2 = (event) => answerResults(ports, event);

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { functionClientConfig } from "./function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "./function-http-handler.ts";

/**
 * How a document client turns attributes into values. Every number as JavaScript has it: by itself the client throws for one beyond the safe integers
 * that is none, and with it for the whole page that it is on.
 */
export const DOCUMENT_TRANSLATION = {
	marshallOptions: { removeUndefinedValues: true },
	unmarshallOptions: { wrapNumbers: Number },
} as const;

/**
 * A DynamoDB client that speaks plain objects. The SDK's own retries stay on: every write here is idempotent or conditional.
 *
 * `lib-dynamodb` costs 12 kB of a 365 kB minified bundle over the bare client; attribute values by hand cost every reader.
 */
export function functionDocumentClient(): DynamoDBDocumentClient {
	return DynamoDBDocumentClient.from(new DynamoDBClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)), DOCUMENT_TRANSLATION);
}

import { randomUUID } from "node:crypto";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { APIGatewayProxyHandlerV2 } from "aws-lambda";

/**
 * The place-vote function as many a first version is: put the record, answer 200. Nothing here handles a throttle, so
 * `ProvisionedThroughputExceededException` ends the invocation and the client gets a 5xx. Kept to be put under the same load as
 * `packages/functions/src/place-vote.ts`; see README.md.
 */
// HTTP/1.1 as in the other version, so that a comparison shows the handling of throttles and not the price of a protocol.
const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
	const { vote_id, token, vote_choice } = event.pathParameters ?? {};
	const record = { time_id: `${new Date().toISOString()}#${randomUUID()}`, vote_id, token, vote_choice };
	await kinesis.send(
		new PutRecordCommand({
			StreamName: process.env["HEADROOM_VOTES_STREAM_NAME"],
			Data: Buffer.from(JSON.stringify(record)),
			PartitionKey: `${vote_id}#${token}`,
		}),
	);
	return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ status: "accepted" }) };
};

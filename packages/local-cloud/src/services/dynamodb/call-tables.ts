import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/**
 * One operation of DynamoDB over its own wire. It waits as long as it takes, since the tables' thread may have much to do.
 *
 * @param url the tables' own address
 * @throws Error if it is refused
 */
export async function callTables(url: string, operation: string, input: object): Promise<unknown> {
	const body = JSON.stringify(input);
	const call = request(url, {
		method: "POST",
		headers: {
			"content-type": "application/x-amz-json-1.0",
			"content-length": Buffer.byteLength(body),
			"x-amz-target": `DynamoDB_20120810.${operation}`,
			"x-amz-date": new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, ""),
			authorization:
				"AWS4-HMAC-SHA256 Credential=local cloud/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=unchecked",
		},
	});
	call.end(body);
	const [answer] = (await once(call, "response")) as [IncomingMessage];
	const answered = await text(answer);
	if (answer.statusCode !== 200) throw new Error(`DynamoDB refused ${operation} ${body}: ${answer.statusCode} ${answered}`);
	return JSON.parse(answered);
}

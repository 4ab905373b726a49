/** One operation of DynamoDB over its own wire. @throws Error if it is refused */
export async function callTables(url: string, operation: string, input: object): Promise<unknown> {
	const answer = await fetch(url, {
		method: "POST",
		headers: {
			"content-type": "application/x-amz-json-1.0",
			"x-amz-target": `DynamoDB_20120810.${operation}`,
			"x-amz-date": new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, ""),
			authorization:
				"AWS4-HMAC-SHA256 Credential=local cloud/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=unchecked",
		},
		body: JSON.stringify(input),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`DynamoDB refused ${operation} ${JSON.stringify(input)}: ${answer.status} ${text}`);
	return JSON.parse(text);
}

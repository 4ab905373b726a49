import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsSession } from "../../shared/session/aws-session.ts";

/**
 * The headers of a request without a body that its receiver knows the caller by, as API Gateway does where a route takes IAM's callers
 * alone.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html read 2026-11-27
 * @throws what the credential chain throws
 */
export async function signedHeaders(session: AwsSession, method: "POST", url: URL): Promise<Readonly<Record<string, string>>> {
	const { credentials, sha256 } = session.clientOf(ApiGatewayV2Client).config;
	const signer = new SignatureV4({ service: "execute-api", region: session.region, credentials, sha256 });
	const { headers } = await signer.sign({
		method,
		protocol: url.protocol,
		hostname: url.hostname,
		path: url.pathname,
		query: {},
		headers: { host: url.host },
	});
	const { host: _, ...others } = headers;
	return others;
}

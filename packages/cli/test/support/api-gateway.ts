import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface ApiGateway {
	readonly url: string;
	close(): void;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer | string, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * Whether a request without a body is signed with the local cloud's credentials, computed anew from AWS's page.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html read 2026-11-27
 */
function isSigned({ headers, method = "", url = "" }: IncomingMessage): boolean {
	const form = /^AWS4-HMAC-SHA256 Credential=local\/(\d{8})\/us-east-1\/execute-api\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/;
	const [, date = "", signedHeaders = "", signature] = form.exec(headers.authorization ?? "") ?? [];
	const canonicalHeaders = signedHeaders.split(";").map((name) => `${name}:${String(headers[name])}\n`);
	const canonical = [method, url, "", canonicalHeaders.join(""), signedHeaders, sha256("")].join("\n");
	const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], `${date}/us-east-1/execute-api/aws4_request`, sha256(canonical)].join("\n");
	const key = ["us-east-1", "execute-api", "aws4_request"].reduce<Buffer>((each, text) => hmac(each, text), hmac("AWS4local", date));
	return signedHeaders.includes("host") && hmac(key, toSign).toString("hex") === signature;
}

/** Stands before the voting API as API Gateway does with `VOTING_AUTH`: votes pass it as the setting says, results always do. */
export async function apiGateway(apiUrl: string, votingAuth: "iam" | "jwt" | "nobody"): Promise<ApiGateway> {
	const server = createServer(async (incoming, outgoing) => {
		const isVote = incoming.method === "POST";
		if (isVote && !(votingAuth === "iam" && isSigned(incoming))) {
			outgoing.writeHead(votingAuth === "jwt" ? 401 : 403, { "content-type": "application/json" });
			outgoing.end('{"message":"Forbidden"}');
			return;
		}
		const answer = await fetch(`${apiUrl}${incoming.url}`, { method: incoming.method ?? "GET" });
		outgoing.writeHead(answer.status).end(await answer.text());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

import type { IncomingHttpHeaders } from "node:http";

/** The services behind the endpoint, by their SigV4 signing names. */
export const SERVICES = [
	"apigateway",
	"dynamodb",
	"iam",
	"kinesis",
	"lambda",
	"logs",
	"monitoring",
	"scheduler",
	"sns",
	"sqs",
	"sts",
] as const;
export type ServiceName = (typeof SERVICES)[number];

export type ServiceOfRequest =
	| { readonly kind: "service"; readonly service: ServiceName }
	/** Signed for, or addressed to, a service that the local cloud does not have. */
	| { readonly kind: "not-served"; readonly name: string }
	| { readonly kind: "unknown" };

/**
 * `Credential=AKID/20261123/us-east-1/kinesis/aws4_request`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
const CREDENTIAL_SCOPE = /Credential=[^/,\s]+(?:%2F|\/)\d{8}(?:%2F|\/)[^/%,\s]+(?:%2F|\/)([^/%,\s]+)(?:%2F|\/)aws4_request/i;

/** The prefix of `X-Amz-Target` before the operation's name, for the services that speak AWS JSON. */
export const TARGET_PREFIXES = {
	dynamodb: "DynamoDB_20120810.",
	kinesis: "Kinesis_20131202.",
	logs: "Logs_20140328.",
	monitoring: "GraniteServiceVersion20100801.",
	sqs: "AmazonSQS.",
} as const satisfies Partial<Record<ServiceName, string>>;

/** Every prefix ends with its only dot. */
const SERVICE_BY_TARGET_PREFIX: ReadonlyMap<string, ServiceName> = new Map(
	(Object.entries(TARGET_PREFIXES) as [keyof typeof TARGET_PREFIXES, string][]).map(([service, prefix]) => [prefix, service]),
);

const RPC_V2_CBOR_PATH = "/service/GraniteServiceVersion20100801/";

/**
 * The service of a request: the name in the scope of its signature, which AWS reads, too. For requests without a signature: a presigned
 * query, the operation's target, the path and the host name. Signatures themselves are not checked.
 *
 * @param url path and query as sent
 */
export function serviceOfRequest(headers: IncomingHttpHeaders, url: string): ServiceOfRequest {
	const signed = CREDENTIAL_SCOPE.exec(headers.authorization ?? "")?.[1] ?? presignedScope(url);
	if (signed !== undefined) return named(signed.toLowerCase());
	const target = targetOf(headers);
	if (target !== undefined) return { kind: "service", service: target.service };
	if (url.startsWith(RPC_V2_CBOR_PATH)) return { kind: "service", service: "monitoring" };
	const host = headers.host ?? headers[":authority"];
	const label = typeof host === "string" ? (/^([a-z0-9-]+)\..*amazonaws\.com/i.exec(host)?.[1] ?? "").toLowerCase() : "";
	return label === "" ? { kind: "unknown" } : named(label);
}

/** The service and the operation that `X-Amz-Target` names. @returns undefined if it names no service of the local cloud */
export function targetOf(headers: IncomingHttpHeaders): { readonly service: ServiceName; readonly operation: string } | undefined {
	const target = headers["x-amz-target"];
	if (typeof target !== "string") return undefined;
	const dot = target.indexOf(".") + 1;
	const service = SERVICE_BY_TARGET_PREFIX.get(target.slice(0, dot));
	return service === undefined ? undefined : { service, operation: target.slice(dot) };
}

function named(name: string): ServiceOfRequest {
	const service = SERVICES.find((candidate) => candidate === name);
	return service === undefined ? { kind: "not-served", name } : { kind: "service", service };
}

function presignedScope(url: string): string | undefined {
	const question = url.indexOf("?");
	if (question === -1) return undefined;
	const credential = new URLSearchParams(url.slice(question + 1)).get("X-Amz-Credential");
	return credential === null ? undefined : CREDENTIAL_SCOPE.exec(`Credential=${credential}`)?.[1];
}

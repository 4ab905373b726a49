import { STSClient } from "@aws-sdk/client-sts";
import { CliError } from "../errors/cli-error.ts";

/** The global options, which say what a command works on. Each is absent if not given. */
export interface SessionOptions {
	readonly deployment?: string | undefined;
	readonly endpointUrl?: string | undefined;
	readonly profile?: string | undefined;
	readonly region?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOCAL_REGION = "us-east-1";

/** `AWS_ENDPOINT_URL_KINESIS`. @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html read 2026-11-27 */
const SERVICE_ENDPOINT_PREFIX = "AWS_ENDPOINT_URL_";

/** Fills missing options from the environment variables that the AWS command line reads, too. @throws CliError if the endpoint is no URL */
export function withEnvironment(given: SessionOptions, env: Environment): SessionOptions {
	const endpointUrl = given.endpointUrl ?? nonEmpty(env["AWS_ENDPOINT_URL"]);
	return {
		deployment: given.deployment ?? nonEmpty(env["HEADROOM_DEPLOYMENT"]),
		endpointUrl: endpointUrl === undefined ? undefined : checkedUrl(endpointUrl),
		profile: given.profile ?? nonEmpty(env["AWS_PROFILE"]),
		region: given.region ?? nonEmpty(env["AWS_REGION"]) ?? nonEmpty(env["AWS_DEFAULT_REGION"]),
	};
}

/** Whether the endpoint is on this machine: the local cloud. */
export function isLocal({ endpointUrl }: SessionOptions): boolean {
	if (endpointUrl === undefined) return false;
	const { hostname } = new URL(endpointUrl);
	return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * What a person should know before anything is sent, a sentence each endpoint whose answers come in plain text over a network: the one that the
 * command was pointed at, and those that the SDK takes from the environment for a single service.
 */
export function plainTextWarnings({ endpointUrl }: SessionOptions, env: Environment): string[] {
	const ofServices = Object.entries(env).flatMap(([name, value]) => (name.startsWith(SERVICE_ENDPOINT_PREFIX) ? [value] : []));
	const endpoints = endpointUrl === undefined ? ofServices : [endpointUrl];
	return endpoints.flatMap((url) =>
		url === undefined || !URL.canParse(url) || new URL(url).protocol !== "http:" || isLocal({ endpointUrl: url })
			? []
			: [`${url} is not encrypted: whoever is on the way reads the session token and every answer, and can change both. Use https://.`],
	);
}

/** @throws CliError if no Region is given anywhere, or the profile does not exist */
export async function resolveRegion(options: SessionOptions): Promise<string> {
	return options.region ?? (isLocal(options) ? LOCAL_REGION : configuredRegion(options.profile));
}

/** The Region of the profile, read by the SDK. */
async function configuredRegion(profile: string | undefined): Promise<string> {
	try {
		return await new STSClient(profile === undefined ? {} : { profile }).config.region();
	} catch (error) {
		throw new CliError("usage", "No AWS Region is given.", {
			hints: ["Name one: --region us-east-1, or export AWS_REGION, or set it in the profile: aws configure set region us-east-1."],
			cause: error,
		});
	}
}

function nonEmpty(text: string | undefined): string | undefined {
	return text === undefined || text.trim() === "" ? undefined : text;
}

function checkedUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol === "http:" || url?.protocol === "https:") return text;
	throw new CliError("usage", `The endpoint URL must begin with http:// or https://, is ${JSON.stringify(text)}.`);
}

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
	return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
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

import { fromEnv } from "@aws-sdk/credential-provider-env";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { functionHttpHandler, type HttpTimeouts } from "./function-http-handler.ts";

/** What the clients of a function have in common. */
export interface FunctionClientConfig {
	readonly credentials: ReturnType<typeof fromEnv>;
	readonly requestHandler: NodeHttpHandler;
}

/**
 * The role's credentials as Lambda gives them to the process, which change only with the process, and our HTTP. The SDK's default chain,
 * which asks the environment first as well, would never get to profiles, SSO or web identities in Lambda: saying so lets bundles leave
 * those out (docs/decisions/0014-bundles.md). Whoever runs the ports elsewhere, with a profile, gives them clients of their own.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html AWS_ACCESS_KEY_ID and so on, read 2026-11-23
 */
export function functionClientConfig(timeouts: HttpTimeouts): FunctionClientConfig {
	return { credentials: fromEnv(), requestHandler: functionHttpHandler(timeouts) };
}

import { fromEnv } from "@aws-sdk/credential-provider-env";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { functionHttpHandler, type HttpTimeouts } from "./function-http-handler.ts";

/** The configuration that all clients of a function share. */
export interface FunctionClientConfig {
	readonly credentials: ReturnType<typeof fromEnv>;
	readonly requestHandler: NodeHttpHandler;
}

/**
 * The role's credentials from the environment, where Lambda puts them once for each process, and our HTTP handler. The SDK's default chain
 * reads the environment first, too, and never gets to profiles, SSO or web identities in Lambda. Without the chain, bundles leave those out
 * (docs/decisions/0014-bundles.md). Elsewhere, with a profile, give the ports clients of your own.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html AWS_ACCESS_KEY_ID and so on, read 2026-11-23
 */
export function functionClientConfig(timeouts: HttpTimeouts): FunctionClientConfig {
	return { credentials: fromEnv(), requestHandler: functionHttpHandler(timeouts) };
}

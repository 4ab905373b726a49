import { GetFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { FUNCTIONS, type FunctionDefinition, type FunctionName } from "@headroom/config";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

/** What Lambda does with alarms and sweeps whose function fails: how often it tries again, and where it keeps what it gives up. */
export async function checkAsyncEvents(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const found = await context.foundFunctions();
	const invokedAsynchronously = found.filter((name) => {
		const { maximumRetryAttempts }: FunctionDefinition = FUNCTIONS[name];
		return maximumRetryAttempts !== undefined;
	});
	const findings = (await Promise.all(invokedAsynchronously.map((name) => checkFunction(context, name)))).flat();
	return findings.length > 0 ? findings : [ok("asynchronous events", "What Lambda gives up is kept in the queue of failed events.")];
}

async function checkFunction({ deployCommand, session }: VerifyContext, name: FunctionName): Promise<readonly LinkFinding[]> {
	const where = session.names.functions[name];
	const { maximumEventAgeSeconds, maximumRetryAttempts }: FunctionDefinition = FUNCTIONS[name];
	try {
		const config = await session.lambda().send(new GetFunctionEventInvokeConfigCommand({ FunctionName: where }));
		const { accountId } = await session.caller();
		const isKept = config.DestinationConfig?.OnFailure?.Destination === session.queueArn(session.names.failedEventsQueue, accountId);
		if (!isKept) {
			const says = `What Lambda gives up for ${where} is not kept in ${session.names.failedEventsQueue}.`;
			return [broken("async.not-kept", where, says, deployCommand)];
		}
		if (config.MaximumRetryAttempts === maximumRetryAttempts && config.MaximumEventAgeInSeconds === maximumEventAgeSeconds) return [];
		const says =
			`Lambda tries ${where} again ${config.MaximumRetryAttempts} times within ${config.MaximumEventAgeInSeconds} s; ` +
			`it is deployed with ${maximumRetryAttempts} times within ${maximumEventAgeSeconds} s.`;
		return [broken("async.drifted", where, says, deployCommand)];
	} catch (error) {
		if (sdkFault(error).kind !== "not-found") throw error;
		const says = `${where} has no settings for asynchronous events: what Lambda gives up is lost.`;
		return [broken("async.missing", where, says, deployCommand)];
	}
}

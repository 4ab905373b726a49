import { type FunctionConfiguration, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { FUNCTIONS, type FunctionName, VOTING_FUNCTIONS } from "@headroom/config";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import { queueUrl } from "../../shared/session/queue-url.ts";

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

export type FunctionReading =
	| { readonly kind: "found"; readonly configuration: FunctionConfiguration }
	| { readonly kind: "missing" }
	| { readonly kind: "unread"; readonly error: unknown };

export interface DeployedFunctions {
	readonly readings: ReadonlyMap<FunctionName, FunctionReading>;
	/** Whether the deployment has the voting system, or should have: one of its functions is there, or its queue. */
	readonly hasVoting: boolean;
	/** Those that the deployment should have. */
	readonly expected: readonly FunctionName[];
}

export async function readDeployedFunctions(session: AwsSession): Promise<DeployedFunctions> {
	const readings = new Map(
		await Promise.all(
			FUNCTION_NAMES.map(async (name): Promise<[FunctionName, FunctionReading]> => [name, await readFunction(session, name)]),
		),
	);
	const hasVoting = VOTING_FUNCTIONS.some((name) => readings.get(name)?.kind !== "missing") || (await hasOverflowQueue(session));
	return { readings, hasVoting, expected: FUNCTION_NAMES.filter((name) => hasVoting || !isOfVoting(name)) };
}

async function readFunction(session: AwsSession, name: FunctionName): Promise<FunctionReading> {
	try {
		const FunctionName = session.names.functions[name];
		return { kind: "found", configuration: await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName })) };
	} catch (error) {
		return sdkFault(error).kind === "not-found" ? { kind: "missing" } : { kind: "unread", error };
	}
}

/** A deployment that stopped half-way may have the queue and no function yet. A table is no sign: it stays when a stage gives voting up. */
async function hasOverflowQueue(session: AwsSession): Promise<boolean> {
	try {
		await queueUrl(session, session.names.overflowQueue);
		return true;
	} catch {
		// Whether it may be looked at is said by the link that reads the queues.
		return false;
	}
}

function isOfVoting(name: FunctionName): boolean {
	return VOTING_FUNCTIONS.some((ofVoting) => ofVoting === name);
}

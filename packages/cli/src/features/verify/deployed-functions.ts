import { type FunctionConfiguration, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { FUNCTIONS, type FunctionName } from "@headroom/config";
import type { AwsSession } from "../../shared/session/aws-session.ts";

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

/** The functions of the voting system, which a deployment may be without. */
const VOTING_FUNCTIONS: readonly FunctionName[] = ["place-vote", "results", "tally", "drain-overflow"];

export type FunctionReading =
	| { readonly kind: "found"; readonly configuration: FunctionConfiguration }
	| { readonly kind: "missing" }
	| { readonly kind: "unread"; readonly error: unknown };

export interface DeployedFunctions {
	readonly readings: ReadonlyMap<FunctionName, FunctionReading>;
	/** Whether the deployment has the voting system, or should have: one of its functions is there. */
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
	const hasVoting = VOTING_FUNCTIONS.some((name) => readings.get(name)?.kind !== "missing");
	return { readings, hasVoting, expected: FUNCTION_NAMES.filter((name) => hasVoting || !VOTING_FUNCTIONS.includes(name)) };
}

async function readFunction(session: AwsSession, name: FunctionName): Promise<FunctionReading> {
	try {
		const FunctionName = session.names.functions[name];
		return { kind: "found", configuration: await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName })) };
	} catch (error) {
		return sdkFault(error).kind === "not-found" ? { kind: "missing" } : { kind: "unread", error };
	}
}

import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import type { FunctionName } from "@headroom/config";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

const NEEDED: readonly FunctionName[] = ["autoscaler", "recheck", "sweep"];

export async function checkFunctions({ session }: CheckContext): Promise<readonly Finding[]> {
	const findings = await Promise.all(
		NEEDED.map(async (name): Promise<readonly Finding[]> => {
			const FunctionName = session.names.functions[name];
			try {
				const { LastUpdateStatus, State } = await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
				if (State !== "Failed" && LastUpdateStatus !== "Failed") return [];
				return [
					{
						severity: "problem",
						code: "function.failed",
						where: FunctionName,
						says: `Function ${FunctionName} cannot run: its state or its last update is Failed.`,
						fix: ["npx sst deploy --stage <stage>"],
					},
				];
			} catch (error) {
				if (sdkFault(error).kind !== "not-found") throw error;
				return [
					{
						severity: "problem",
						code: "function.missing",
						where: FunctionName,
						says: `Function ${FunctionName} does not exist: nothing evaluates the streams.`,
						fix: ["npx sst deploy --stage <stage>"],
					},
				];
			}
		}),
	);
	return findings.flat();
}

import { GetFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { FUNCTIONS, type FunctionDefinition, type FunctionName } from "@headroom/config";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

/** For an account whose quota leaves nothing to set aside: the deployment sets all executions aside, or none. */
const ASK_FOR_MORE = "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000";

interface Reservation {
	readonly name: FunctionName;
	readonly wanted: number;
	readonly reserved: number | undefined;
}

/** Executions set aside, so that a rush of votes leaves some to those who count the votes and size the stream. */
export async function checkConcurrency(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const found = await context.foundFunctions();
	const reservations = await Promise.all(
		found.flatMap((name) => {
			const { reservedConcurrency: wanted }: FunctionDefinition = FUNCTIONS[name];
			return wanted === undefined ? [] : [readReservation(context, name, wanted)];
		}),
	);
	const lacking = reservations.filter(({ reserved, wanted }) => reserved !== wanted);
	if (lacking.length === 0) return [ok("concurrency", `${reservations.length} functions have their executions set aside.`)];
	if (reservations.length > 1 && reservations.every(({ reserved }) => reserved === undefined)) {
		const says =
			"No function has executions set aside. The deployment sets none aside in an account that may run few functions at once, as a new one: " +
			"ask AWS for more, then deploy again.";
		return [broken("concurrency.none", "concurrency", says, ASK_FOR_MORE, context.deployCommand)];
	}
	return lacking.map(({ name, reserved, wanted }) => {
		const where = context.session.names.functions[name];
		const says = `${where} has ${reserved ?? "no"} executions set aside, and should have ${wanted}.`;
		const command = `aws lambda put-function-concurrency --function-name ${where} --reserved-concurrent-executions ${wanted}`;
		return broken("concurrency.not-reserved", where, says, command);
	});
}

async function readReservation({ session }: VerifyContext, name: FunctionName, wanted: number): Promise<Reservation> {
	const FunctionName = session.names.functions[name];
	const { ReservedConcurrentExecutions: reserved } = await session.lambda().send(new GetFunctionConcurrencyCommand({ FunctionName }));
	return { name, wanted, reserved };
}

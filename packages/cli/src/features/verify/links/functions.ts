import { FUNCTIONS, type FunctionDefinition, type FunctionName } from "@headroom/config";
import { explainError } from "../../../shared/errors/explain-error.ts";
import type { FunctionReading } from "../deployed-functions.ts";
import { absent, broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

export async function checkFunctions(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { expected, hasVoting, readings } = await context.functions();
	// Nothing could be read: one reason, not one a function.
	if ([...readings.values()].every(({ kind }) => kind === "unread")) await context.foundFunctions();
	const findings = expected.flatMap((name) => findingOf(context, name, readings.get(name)));
	const voting = hasVoting ? [] : [absent("voting", "The voting system is not part of this deployment.")];
	if (findings.length > 0) return [...findings, ...voting];
	return [ok("functions", `All ${expected.length} functions are there, active and as deployed.`), ...voting];
}

/** Nothing of a function that is as it should be. */
function findingOf(
	{ deployCommand, session }: VerifyContext,
	name: FunctionName,
	reading: FunctionReading | undefined,
): readonly LinkFinding[] {
	const where = session.names.functions[name];
	if (reading === undefined || reading.kind === "missing")
		return [broken("function.missing", where, `There is no function ${where}.`, deployCommand)];
	if (reading.kind === "unread") {
		const { exit, hints, message } = explainError(reading.error, session.options);
		return [
			{ ...unchecked("function.unread", where, `${where} could not be looked at: ${message}`, ...hints), isNoAccess: exit === "no-access" },
		];
	}
	const { LastUpdateStatus, MemorySize, State, StateReason, Timeout } = reading.configuration;
	if (State !== "Active" || LastUpdateStatus === "Failed") {
		const why = StateReason === undefined ? "" : ` (${StateReason})`;
		const says = `${where} cannot be used: its state is ${State ?? "unknown"}${why}, its last update ${LastUpdateStatus ?? "unknown"}.`;
		return [broken("function.not-active", where, says, deployCommand)];
	}
	const { memoryMb, timeoutSeconds }: FunctionDefinition = FUNCTIONS[name];
	if (MemorySize === memoryMb && Timeout === timeoutSeconds) return [];
	const says = `${where} has ${MemorySize} MB and ${Timeout} s; it is deployed with ${memoryMb} MB and ${timeoutSeconds} s.`;
	return [broken("function.drifted", where, says, deployCommand)];
}

import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { ALARMS_PRINCIPAL, type AlarmDefinitionsInput, alarmDefinitions, alarmNamePattern, statementId } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";

/** The autoscaler's resource policy, as far as alarms go. */
export type AlarmStatements = readonly Statement[];

interface Statement {
	readonly Sid?: string;
	readonly Effect?: string;
	readonly Principal?: { readonly Service?: string } | string;
	readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** The id of the statement that `attach` writes. */
export function alarmStatementId(streamName: string): string {
	return statementId("headroom-alarms-", streamName);
}

/** The source of that statement: all alarms of the stream. */
export async function alarmSourceArn(session: AwsSession, streamName: string): Promise<string> {
	const { accountId } = await session.caller();
	return session.alarmArn(alarmNamePattern(streamName), accountId);
}

/**
 * Whether the autoscaler's resource policy allows all alarms that should wake it.
 *
 * @param statements if they were read already, for many streams
 * @throws the errors of Lambda, except for a function without a policy
 */
export async function mayAlarmsWake(
	session: AwsSession,
	stream: Pick<AlarmDefinitionsInput, "policy" | "streamName">,
	statements?: AlarmStatements,
): Promise<boolean> {
	const { accountId } = await session.caller();
	const sources = (statements ?? (await readAlarmStatements(session))).filter(isForAlarms).map(sourceOf);
	return alarmDefinitions(stream)
		.filter(({ wakes }) => wakes === "autoscaler")
		.map(({ alarmName }) => session.alarmArn(alarmName, accountId))
		.every((alarmArn) => sources.some((source) => isLike(alarmArn, source)));
}

/** Whether the statement that `attach` writes exists. @throws the errors of Lambda, except for a function without a policy */
export async function hasAlarmStatement(session: AwsSession, streamName: string): Promise<boolean> {
	const id = alarmStatementId(streamName);
	return (await readAlarmStatements(session)).some(({ Sid }) => Sid === id);
}

/** @throws what Lambda throws, but for a function that has no policy */
export async function readAlarmStatements(session: AwsSession): Promise<AlarmStatements> {
	try {
		const { Policy = "{}" } = await session.lambda().send(new GetPolicyCommand({ FunctionName: session.names.functions.autoscaler }));
		const { Statement = [] } = JSON.parse(Policy) as { readonly Statement?: readonly Statement[] };
		return Statement;
	} catch (error) {
		// Lambda answers the same for a function without a policy and for a missing function.
		if (sdkFault(error).kind === "not-found") return [];
		throw error;
	}
}

function isForAlarms({ Effect, Principal }: Statement): boolean {
	return Effect === "Allow" && typeof Principal === "object" && Principal.Service === ALARMS_PRINCIPAL;
}

/** A statement without a source allows every alarm. */
function sourceOf({ Condition }: Statement): string {
	return Condition?.ArnLike?.["AWS:SourceArn"] ?? Condition?.ArnLike?.["aws:SourceArn"] ?? "*";
}

function isLike(arn: string, pattern: string): boolean {
	const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
	return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(arn);
}

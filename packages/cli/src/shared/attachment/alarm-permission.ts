import { createHash } from "node:crypto";
import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { ALARMS_PRINCIPAL, type AlarmDefinitionsInput, alarmDefinitions, alarmNamePattern } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";

/** The autoscaler's resource policy, as far as alarms go. */
export type AlarmStatements = readonly Statement[];

interface Statement {
	readonly Sid?: string;
	readonly Effect?: string;
	readonly Principal?: { readonly Service?: string } | string;
	readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** Lambda's. @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html read 2026-11-25 */
const MAX_STATEMENT_ID_LENGTH = 100;
const NOT_IN_STATEMENT_ID = /[^a-zA-Z0-9_-]/;

/** Of the statement that `attach` writes. A stream's name may be longer and have dots; its digest then tells it from others. */
export function alarmStatementId(streamName: string): string {
	const id = `headroom-alarms-${streamName}`;
	if (id.length <= MAX_STATEMENT_ID_LENGTH && !NOT_IN_STATEMENT_ID.test(id)) return id;
	return `headroom-alarms-sha256-${createHash("sha256").update(streamName).digest("hex")}`;
}

/** The source of that statement: every alarm of the stream. */
export async function alarmSourceArn(session: AwsSession, streamName: string): Promise<string> {
	const { accountId } = await session.caller();
	return session.alarmArn(alarmNamePattern(streamName), accountId);
}

/**
 * Whether the autoscaler's resource policy lets every alarm wake it that should.
 *
 * @param statements where they were read already, for many streams
 * @throws what Lambda throws, but for a function that has no policy
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

/** Whether the statement that `attach` writes is there. @throws what Lambda throws, but for a function that has no policy */
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
		// Lambda says the same of a function without a policy and of no function at all.
		if (sdkFault(error).kind === "not-found") return [];
		throw error;
	}
}

function isForAlarms({ Effect, Principal }: Statement): boolean {
	return Effect === "Allow" && typeof Principal === "object" && Principal.Service === ALARMS_PRINCIPAL;
}

/** A statement without a source is for every alarm. */
function sourceOf({ Condition }: Statement): string {
	return Condition?.ArnLike?.["AWS:SourceArn"] ?? Condition?.ArnLike?.["aws:SourceArn"] ?? "*";
}

function isLike(arn: string, pattern: string): boolean {
	const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
	return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(arn);
}

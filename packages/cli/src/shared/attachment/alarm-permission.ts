import { createHash } from "node:crypto";
import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { ALARMS_PRINCIPAL, type AlarmKind, alarmName } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";

interface Statement {
	readonly Sid?: string;
	readonly Effect?: string;
	readonly Principal?: { readonly Service?: string } | string;
	readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** Whether the autoscaler lets all the alarms of a stream wake it that should, and the statement that is only for them. */
export interface AlarmPermission {
	readonly isGranted: boolean;
	/** Whether the statement that `attach` writes is there. */
	readonly hasOwnStatement: boolean;
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
	return session.alarmArn(`headroom-${streamName}-*`, accountId);
}

/** The alarms that wake the autoscaler, not people. */
const WAKING: readonly AlarmKind[] = ["any-producer", "fast", "utilization-high", "utilization-low"];

/** @throws what Lambda throws, but for a function that has no policy */
export async function readAlarmPermission(session: AwsSession, streamName: string): Promise<AlarmPermission> {
	const { accountId } = await session.caller();
	const statements = await readStatements(session);
	const sources = statements.filter(isForAlarms).map(sourceOf);
	const alarmArns = WAKING.map((kind) => session.alarmArn(alarmName(streamName, kind), accountId));
	return {
		isGranted: alarmArns.every((alarmArn) => sources.some((source) => isLike(alarmArn, source))),
		hasOwnStatement: statements.some(({ Sid }) => Sid === alarmStatementId(streamName)),
	};
}

async function readStatements(session: AwsSession): Promise<readonly Statement[]> {
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

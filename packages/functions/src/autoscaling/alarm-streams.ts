import { HEADROOM_NAMESPACE, KINESIS_NAMESPACE, parseAlarmName, STREAM_NAME_DIMENSION } from "@headroom/controller";

/** Whose an alarm may be: the account and the Region of the function that hears it. What is not known is not compared. */
export interface AlarmOwner {
	readonly accountId?: string | undefined;
	readonly region?: string | undefined;
}

/** What an alarm's event says of what the alarm watches, whatever its envelope. */
export interface AlarmScope {
	readonly alarmName: string;
	/** `arn:aws:cloudwatch:us-east-1:111122223333:alarm:busy`. */
	readonly alarmArn?: string | undefined;
	readonly accountId?: string | undefined;
	readonly region?: string | undefined;
	readonly metrics: readonly WatchedMetric[];
	/** Metric math and Metrics Insights. */
	readonly expressions: readonly string[];
	/** Of a composite alarm. */
	readonly rule?: string | undefined;
	/** ARNs of the children that changed a composite alarm's state. */
	readonly triggeringAlarmArns: readonly string[];
	/** The time series of a Metrics Insights alarm that changed its state. */
	readonly contributor?: Readonly<Record<string, string>> | undefined;
}

export interface WatchedMetric {
	readonly namespace?: string | undefined;
	readonly accountId?: string | undefined;
	readonly streamNames: readonly string[];
}

export type StreamsOfAlarm =
	| { readonly kind: "streams"; readonly streamNames: readonly string[] }
	| { readonly kind: "none"; readonly reason: string };

/**
 * Every stream that an alarm is about, each once. The metrics name them, or the contributor, or a composite alarm's children by their names.
 * The alarm's own name counts only if none of these do, because an alarm can have any name.
 */
export function streamsOfAlarm(scope: AlarmScope, owner: AlarmOwner): StreamsOfAlarm {
	const { alarmName } = scope;
	const elsewhere = foreignOrigin(scope, owner);
	if (elsewhere !== undefined)
		return { kind: "none", reason: `alarm ${alarmName} is of ${elsewhere}: it is not about a stream of this deployment` };
	const foreign = [
		...scope.metrics.flatMap((metric) => foreignMetric(metric, owner) ?? []),
		...scope.expressions.flatMap((expression) => foreignNamespace(insightsNamespace(expression)) ?? []),
	];
	const named = new Set([
		...scope.metrics.filter((metric) => foreignMetric(metric, owner) === undefined).flatMap(({ streamNames }) => streamNames),
		...(foreign.length === 0 ? [scope.contributor?.[STREAM_NAME_DIMENSION] ?? []].flat() : []),
		...childNames(scope).flatMap((child) => parseAlarmName(child)?.streamName ?? []),
	]);
	if (named.size > 0) return { kind: "streams", streamNames: [...named] };
	if (foreign.length > 0)
		return { kind: "none", reason: `alarm ${alarmName} is about ${foreign.join(" and ")}, not about a stream of this deployment` };
	const own = parseAlarmName(alarmName)?.streamName;
	if (own !== undefined) return { kind: "streams", streamNames: [own] };
	const children = childNames(scope);
	return {
		kind: "none",
		reason:
			children.length > 0
				? `alarm ${alarmName} names no stream: it is composite, and none of its children (${children.join(", ")}) has a name that Headroom gives`
				: `alarm ${alarmName} names no stream: no metric of it has the dimension ${STREAM_NAME_DIMENSION}`,
	};
}

const ALARM_ARN = /^arn:[^:]*:cloudwatch:([^:]*):([^:]*):alarm:(.+)$/;

function foreignOrigin({ accountId, alarmArn, region }: AlarmScope, owner: AlarmOwner): string | undefined {
	const [, regionOfArn, accountOfArn] = ALARM_ARN.exec(alarmArn ?? "") ?? [];
	const theirAccount = accountId ?? accountOfArn;
	const theirRegion = region ?? regionOfArn;
	if (differs(theirAccount, owner.accountId)) return `account ${theirAccount}`;
	return differs(theirRegion, owner.region) ? `Region ${theirRegion}` : undefined;
}

function foreignMetric({ accountId, namespace, streamNames }: WatchedMetric, owner: AlarmOwner): string | undefined {
	if (streamNames.length === 0) return undefined;
	if (differs(accountId, owner.accountId)) return `a stream of account ${accountId}`;
	return foreignNamespace(namespace);
}

function foreignNamespace(namespace: string | undefined): string | undefined {
	const isOurs = namespace === undefined || namespace === KINESIS_NAMESPACE || namespace === HEADROOM_NAMESPACE;
	return isOurs ? undefined : `metrics of ${namespace}`;
}

function differs(theirs: string | undefined, ours: string | undefined): boolean {
	return theirs !== undefined && theirs !== "" && ours !== undefined && theirs !== ours;
}

/** `SELECT SUM(IncomingBytes) FROM SCHEMA("AWS/Kinesis", StreamName) GROUP BY StreamName`. */
function insightsNamespace(expression: string): string | undefined {
	return /^\s*SELECT\b.*?\bFROM\s+(?:SCHEMA\s*\(\s*)?"([^"]+)"/is.exec(expression)?.[1];
}

/**
 * `ALARM(headroom-votes-fast) OR NOT OK("arn:…:alarm:headroom-orders-fast")`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html read 2026-11-27
 */
const CHILD = /\b(?:ALARM|INSUFFICIENT_DATA|OK)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s"']+))\s*\)/g;

function childNames({ rule = "", triggeringAlarmArns }: AlarmScope): readonly string[] {
	const named = [...rule.matchAll(CHILD)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");
	return [...new Set([...triggeringAlarmArns, ...named].map((name) => ALARM_ARN.exec(name)?.[3] ?? name))];
}

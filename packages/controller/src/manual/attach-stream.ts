import { type AlarmDiff, diffAlarms } from "../alarms/alarm-diff.ts";
import { ErrorCollector } from "../error-collector.ts";
import { scheduleRecheck } from "../evaluate/schedule-recheck.ts";
import type { AlarmsPort, PutMetricAlarmInput } from "../ports/alarms-port.ts";
import type { ForgettingPort } from "../ports/forgetting-port.ts";
import type { ManagedStreamsPort, StoredPolicyReading } from "../ports/managed-streams-port.ts";
import type { ManualPorts } from "./manual-reshard.ts";

export interface AttachPorts extends ManualPorts {
	readonly history: ForgettingPort & ManualPorts["history"];
	readonly alarms: AlarmsPort;
	readonly managedStreams: ManagedStreamsPort;
}

export interface AttachRequest {
	readonly streamName: string;
	/** As a person writes it, checked. */
	readonly written: unknown;
	/** The wanted alarms: `alarmDefinitions` through `putMetricAlarmInput`. */
	readonly alarms: readonly PutMetricAlarmInput[];
	readonly by: string;
	/** The stored policy that the person saw and replaces; absent if it does not matter. A newer one is not overwritten. */
	readonly replaces?: StoredPolicyReading;
}

/** What attaching would change, or what detaching would remove. */
export interface AttachDiff {
	readonly alarms: AlarmDiff;
	/** What is stored now. */
	readonly policy: StoredPolicyReading;
	readonly isPolicyChanged: boolean;
}

export type AttachOutcome =
	| { readonly kind: "attached"; readonly changed: AttachDiff; readonly incomplete: readonly string[] }
	/** Meanwhile somebody else stored another policy. */
	| { readonly kind: "lost-race"; readonly standing: StoredPolicyReading };

export type DetachOutcome =
	| { readonly kind: "detached"; readonly removedAlarmNames: readonly string[]; readonly hadPolicy: boolean }
	/** The autoscaler or a person is asking for a reshard right now: alarms and policy are gone, the history stays until the next try. */
	| { readonly kind: "busy"; readonly removedAlarmNames: readonly string[]; readonly hadPolicy: boolean };

/**
 * PutMetricAlarm takes three calls a second for the account and Region: less than half of them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html read 2026-11-23
 */
const BETWEEN_PUTS_MS = 700;

/**
 * @throws AlarmError
 * @throws HistoryError
 */
export async function diffAttachment(
	{ alarms, managedStreams }: Pick<AttachPorts, "alarms" | "managedStreams">,
	{ alarms: wanted, streamName, written }: Pick<AttachRequest, "alarms" | "streamName" | "written">,
): Promise<AttachDiff> {
	const [found, policy] = await Promise.all([alarms.describe(streamName), managedStreams.find(streamName)]);
	const isPolicyChanged = policy.kind !== "stored" || JSON.stringify(policy.written) !== JSON.stringify(written);
	return { alarms: diffAlarms(streamName, wanted, found), policy, isPolicyChanged };
}

/**
 * Make a stream managed: store its policy, create or replace its alarms, remove extra ones. Idempotent. The policy comes first, so that the
 * first alarm finds it. A first evaluation is scheduled, because the utilization alarms need its shard count.
 *
 * @throws AlarmError the steps before it stay; attaching again does the rest
 * @throws HistoryError
 */
export async function attachStream(ports: AttachPorts, request: AttachRequest): Promise<AttachOutcome> {
	const { by, streamName, written } = request;
	const diff = await diffAttachment(ports, request);
	if (request.replaces !== undefined && !isSameStoredPolicy(request.replaces, diff.policy))
		return { kind: "lost-race", standing: diff.policy };
	if (diff.isPolicyChanged) {
		if (diff.policy.kind === "malformed") await ports.managedStreams.remove(streamName);
		const revision = diff.policy.kind === "stored" ? diff.policy.revision : 0;
		const stored = await ports.managedStreams.put({ streamName, written, by, atMs: ports.clock.nowMs() }, revision);
		if (stored.kind === "lost-race") return { kind: "lost-race", standing: stored.standing };
	}
	const putCount = await applyAlarmDiff(ports, diff.alarms);
	const errors = new ErrorCollector();
	if (putCount > 0 || diff.isPolicyChanged) {
		await scheduleRecheck(ports, { streamName, reason: "policy-changed", delaySeconds: 0 }, errors);
	}
	return { kind: "attached", changed: diff, incomplete: errors.reasons() };
}

/**
 * Create the missing alarms, replace the drifted ones, remove the extra ones, at the pace that the service allows. Idempotent.
 *
 * @returns how many were put
 * @throws AlarmError the steps before it stay; applying again does the rest
 */
export async function applyAlarmDiff(
	{ alarms, wait }: Pick<AttachPorts, "alarms" | "wait">,
	{ drifted, extra, missing }: Pick<AlarmDiff, "drifted" | "extra" | "missing">,
): Promise<number> {
	const puts = [...missing, ...drifted.map(({ wanted }) => wanted)];
	for (const [index, alarm] of puts.entries()) {
		if (index > 0) await wait.wait(BETWEEN_PUTS_MS);
		await alarms.put(alarm);
	}
	await alarms.remove(extra.map(({ AlarmName }) => AlarmName));
	return puts.length;
}

/** Whether the stored policy is the same in two readings. Two unreadable policies count as the same: they have no revision. */
export function isSameStoredPolicy(one: StoredPolicyReading, other: StoredPolicyReading): boolean {
	if (one.kind !== "stored" || other.kind !== "stored") return one.kind === other.kind;
	// A policy that was removed and stored again starts at the first revision.
	return one.revision === other.revision && one.atMs === other.atMs && one.by === other.by;
}

/**
 * Undo {@link attachStream}. Only the reshards that still count against the ten stay, and expire by themselves. Idempotent. The alarms go
 * first, so that none of them wakes the autoscaler for a stream that it no longer knows.
 *
 * @throws AlarmError what was removed before stays removed; detaching again does the rest
 * @throws HistoryError
 */
export async function detachStream(ports: AttachPorts, streamName: string): Promise<DetachOutcome> {
	const [found, policy] = await Promise.all([ports.alarms.describe(streamName), ports.managedStreams.find(streamName)]);
	const removedAlarmNames = found.map(({ AlarmName }) => AlarmName);
	await ports.alarms.remove(removedAlarmNames);
	await ports.managedStreams.remove(streamName);
	const forgotten = await ports.history.forget(streamName, ports.clock.nowMs());
	return { kind: forgotten === "busy" ? "busy" : "detached", removedAlarmNames, hadPolicy: policy.kind !== "none" };
}

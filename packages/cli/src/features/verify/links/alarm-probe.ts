import { DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { alarmName, LOG_EVENTS, probeIdOf, probeReason } from "@headroom/controller";
import { span } from "../../../shared/format/time.ts";
import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";
import { waitFor } from "../wait-for.ts";

/**
 * Sets the fast alarm of each stream, which returns soonest, under a mark. The autoscaler must hear it: it decides and logs, and does
 * nothing. The alarm must return by itself. A throttle that begins within the same seconds rings no alarm of its own: the sweep sees it
 * within a minute.
 */
export async function checkAlarmProbe(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const streams = await context.triedStreams();
	const findings = await Promise.all(streams.map(({ streamName }) => probe(context, streamName)));
	return findings.flat();
}

async function probe(context: VerifyContext, streamName: string): Promise<readonly LinkFinding[]> {
	const { checkId, session } = context;
	const AlarmName = alarmName(streamName, "fast");
	const before = await stateOf(context, AlarmName);
	if (before === undefined) {
		return [
			unchecked("probe.no-alarm", AlarmName, `${AlarmName} was not set: there is no such alarm. headroom attach ${streamName} makes it.`),
		];
	}
	if (before.value === "ALARM") return [inAlarm(AlarmName, before.reason)];
	const setAtMs = Date.now();
	context.leave("two entries in the history of each stream's fast alarm (30 days)", "one log line of the autoscaler for each stream");
	try {
		await session.cloudWatch().send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: probeReason(checkId) }));
	} catch (error) {
		if (sdkFault(error).kind !== "not-found") throw error;
		return [unchecked("probe.no-alarm", AlarmName, `${AlarmName} was not set: it is gone.`)];
	}
	const [heard, returned] = await Promise.all([waitForAutoscaler(context, streamName, setAtMs), waitForReturn(context, AlarmName)]);
	return [heard, await returnFinding(context, streamName, AlarmName, setAtMs, returned)];
}

function inAlarm(AlarmName: string, reason: string): LinkFinding {
	if (probeIdOf(reason) !== undefined) {
		const says = `${AlarmName} was not set: another run of verify has set it, and it has not returned yet. Run this again in a minute.`;
		return unchecked("probe.other-run", AlarmName, says);
	}
	const says = `${AlarmName} was not set: it is in ALARM by itself, and its own news must not be lost. Run this again when it is over.`;
	return unchecked("probe.ringing", AlarmName, says);
}

async function waitForAutoscaler(context: VerifyContext, streamName: string, setAtMs: number): Promise<LinkFinding> {
	const { checkId, session, waitMs } = context;
	const functionName = session.names.functions.autoscaler;
	const line = await context.logOf(functionName).find(({ fields }) => fields["probeId"] === checkId && fields["streamName"] === streamName);
	if (line === undefined) {
		const says = `An alarm of ${streamName} was set, and ${functionName} has not logged it after ${span(waitMs)}.`;
		return broken(
			"probe.not-seen",
			streamName,
			says,
			`headroom doctor ${streamName}`,
			`aws logs tail /aws/lambda/${functionName} --since 10m`,
		);
	}
	if (line.fields["event"] === LOG_EVENTS.probeFailed) {
		return broken(
			"probe.failed",
			streamName,
			`${functionName} heard the alarm and could not evaluate ${streamName}: ${String(line.fields["reason"])}`,
		);
	}
	return ok(
		streamName,
		`${functionName} heard an alarm of ${streamName} within ${span(line.atMs - setAtMs)} and would: ${String(line.fields["summary"])}`,
	);
}

type Returned = { readonly value: string; readonly reason: string };

/** @returns the state that CloudWatch gave it; undefined where ours stands when the time is over */
function waitForReturn(context: VerifyContext, AlarmName: string): Promise<Returned | undefined> {
	return waitFor(context, async () => {
		const state = await stateOf(context, AlarmName);
		return state === undefined || probeIdOf(state.reason) === context.checkId ? undefined : state;
	});
}

async function returnFinding(
	context: VerifyContext,
	streamName: string,
	AlarmName: string,
	setAtMs: number,
	returned: Returned | undefined,
): Promise<LinkFinding> {
	if (returned !== undefined && returned.value !== "ALARM") {
		return ok(AlarmName, `${AlarmName} returned to ${returned.value} by itself within ${span(Date.now() - setAtMs)}.`);
	}
	// It may be in ALARM for a reason of its own by now, and that change of state rang nothing: have the stream looked at.
	await context.ports.recheck.schedule({ streamName, reason: "still-throttled", delaySeconds: 0 }).catch(() => {});
	const says = `${AlarmName} has not returned by itself after ${span(context.waitMs)}: it judges slowly, or writes are throttled now. The autoscaler was asked to look.`;
	return broken(
		"alarm.no-return",
		AlarmName,
		says,
		`headroom explain ${streamName}`,
		`aws cloudwatch describe-alarms --alarm-names ${AlarmName}`,
	);
}

async function stateOf(context: VerifyContext, AlarmName: string): Promise<Returned | undefined> {
	const { MetricAlarms: [alarm] = [] } = await context.session.cloudWatch().send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
	return alarm === undefined ? undefined : { value: alarm.StateValue ?? "", reason: alarm.StateReason ?? "" };
}

import type { GetScheduleCommandOutput } from "@aws-sdk/client-scheduler";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { SWEEP_RATE_MINUTES } from "@headroom/config";
import { span } from "../../../shared/format/time.ts";
import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import { functionLines } from "../log-lines.ts";
import type { VerifyContext } from "../verify-context.ts";

/** A sweep may take its function's whole time, and its line some seconds. */
const SWEPT_WITHIN_MS = 6 * 60_000;
/** A schedule that was made or changed a moment ago has not come round yet. */
const FIRST_SWEEP_WITHIN_MS = 2 * 60_000;

/** The schedule that starts the sweep. */
export async function checkSchedule(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { deployCommand, session } = context;
	const name = scheduleName(context);
	const schedule = await readSchedule(context);
	if (schedule === undefined)
		return [broken("schedule.missing", name, `There is no schedule ${name}: nothing starts the sweep.`, deployCommand)];
	const { accountId } = await session.caller();
	const { ScheduleExpression = "", State, Target } = schedule;
	if (State !== "ENABLED")
		return [broken("schedule.disabled", name, `The schedule ${name} is ${State}: nothing starts the sweep.`, deployCommand)];
	const sweepArn = session.functionArn(session.names.functions.sweep, accountId);
	if (Target?.Arn !== sweepArn) {
		return [broken("schedule.elsewhere", name, `The schedule ${name} starts ${Target?.Arn ?? "nothing"}, not ${sweepArn}.`, deployCommand)];
	}
	if (!isEveryMinute(ScheduleExpression)) {
		const says = `The schedule ${name} is ${ScheduleExpression}; the sweep is deployed with every ${SWEEP_RATE_MINUTES} min.`;
		return [broken("schedule.drifted", name, says, deployCommand)];
	}
	return [ok(name, `The schedule ${name} is enabled and starts the sweep at ${ScheduleExpression}.`)];
}

/** That the sweep does run. */
export async function checkSweep(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { session } = context;
	const functionName = session.names.functions.sweep;
	const nowMs = Date.now();
	const newest = (await functionLines(session, functionName, nowMs - SWEPT_WITHIN_MS, ["sweep.finished"])).at(-1);
	if (newest === undefined) return [await neverSwept(context, functionName, nowMs)];
	const failed = newest.fields["failedStreamNames"];
	const age = span(nowMs - newest.atMs);
	if (Array.isArray(failed) && failed.length > 0) {
		const says = `The sweep of ${age} ago could not evaluate ${failed.join(", ")}.`;
		return [broken("sweep.failed", functionName, says, `aws logs tail /aws/lambda/${functionName} --since 10m`)];
	}
	return [ok(functionName, `The last sweep ended ${age} ago and evaluated every stream.`)];
}

async function neverSwept(context: VerifyContext, functionName: string, nowMs: number): Promise<LinkFinding> {
	const schedule = await readSchedule(context).catch(() => undefined);
	const changedAtMs = schedule?.LastModificationDate?.getTime() ?? schedule?.CreationDate?.getTime();
	const ageMs = changedAtMs === undefined ? undefined : nowMs - changedAtMs;
	if (ageMs !== undefined && ageMs < FIRST_SWEEP_WITHIN_MS && schedule?.State === "ENABLED") {
		return ok(functionName, `No sweep is due yet: the schedule was made or changed ${span(ageMs)} ago.`);
	}
	const says = `No sweep has ended in the last ${span(SWEPT_WITHIN_MS)}: streams are evaluated only when an alarm rings.`;
	if (schedule === undefined) return unchecked("sweep.unknown", functionName, `${says} Whether one was due is not known.`);
	return broken("sweep.none", functionName, says, `aws logs tail /aws/lambda/${functionName} --since 10m`);
}

/** @returns undefined where there is none */
function readSchedule(context: VerifyContext): Promise<GetScheduleCommandOutput | undefined> {
	return context.once("schedule", async () => {
		try {
			return await context.session.clientOf(SchedulerClient).send(new GetScheduleCommand({ Name: scheduleName(context) }));
		} catch (error) {
			if (sdkFault(error).kind !== "not-found") throw error;
			return undefined;
		}
	});
}

function scheduleName({ session }: VerifyContext): string {
	return `${session.deployment}-sweep`;
}

function isEveryMinute(expression: string): boolean {
	return expression === (SWEEP_RATE_MINUTES === 1 ? "rate(1 minute)" : `rate(${SWEEP_RATE_MINUTES} minutes)`);
}

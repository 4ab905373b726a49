import type { AlarmAction } from "@headroom/emulators";
import type { Timeline } from "../../timeline.ts";
import type { Messaging } from "../sqs-sns/messaging.ts";

export interface AlarmActionsOptions {
	/** false drops every action, with an event in the timeline. */
	readonly deliver: boolean;
	/** Invokes a function asynchronously. @returns false if there is no function of that name */
	readonly invoke: (functionName: string, event: object) => boolean;
	/** Whether the function lets CloudWatch invoke it for an alarm: its resource policy. */
	readonly mayInvoke: (functionName: string, alarmArn: string) => boolean;
	readonly messaging: Pick<Messaging, "publish">;
	readonly timeline: Timeline;
}

const LAMBDA_ARN = /^arn:aws:lambda:[^:]+:[^:]+:function:([^:]+)/;
const SNS_ARN = /^arn:aws:sns:/;

/**
 * Carries out alarms' actions by their ARNs: invokes a Lambda function asynchronously, or publishes to an SNS topic. A failed action is
 * recorded and has no other effect, as in CloudWatch.
 */
export function alarmActions(options: AlarmActionsOptions): (action: AlarmAction) => void {
	const { deliver, invoke, mayInvoke, messaging, timeline } = options;
	return (action) => {
		const { actionArn, alarmName, atMs } = action;
		const record = (outcome: "delivered" | "dropped" | "failed", message?: string): void =>
			timeline.record(atMs, { kind: "alarm-action", alarmName, actionArn, outcome, ...(message === undefined ? {} : { message }) });
		if (!deliver) {
			record("dropped");
			return;
		}
		const functionName = LAMBDA_ARN.exec(actionArn)?.[1];
		if (functionName !== undefined) {
			if (!mayInvoke(functionName, action.lambdaEvent.alarmArn))
				record("failed", `${functionName} has no permission for this alarm to invoke it.`);
			else if (invoke(functionName, action.lambdaEvent)) record("delivered");
			else record("failed", `Function ${functionName} does not exist.`);
		} else if (SNS_ARN.test(actionArn)) {
			messaging.publish(actionArn, action.snsSubject, JSON.stringify(action.snsMessage)).then(
				() => record("delivered"),
				(error: unknown) => record("failed", error instanceof Error ? error.message : String(error)),
			);
		} else record("failed", "The local cloud delivers to Lambda functions and SNS topics only.");
	};
}

import type { AlarmAction } from "@headroom/twin";
import type { Messaging } from "../endpoint/messaging.ts";
import type { AsyncInvocations } from "../runtime/async-invocations.ts";
import type { Timeline } from "../timeline.ts";

export interface AlarmActionsOptions {
	/** false drops every action, and says so in the timeline. */
	readonly deliver: boolean;
	readonly messaging: Pick<Messaging, "publish">;
	readonly timeline: Timeline;
	readonly onInternalError: (error: unknown) => void;
}

const LAMBDA_ARN = /^arn:aws:lambda:[^:]+:[^:]+:function:([^:]+)/;
const SNS_ARN = /^arn:aws:sns:/;

/** Takes alarms' actions where their ARNs point: a Lambda function, invoked asynchronously, or an SNS topic. */
export class AlarmActions {
	readonly #options: AlarmActionsOptions;
	#asyncInvocations: AsyncInvocations | undefined;

	constructor(options: AlarmActionsOptions) {
		this.#options = options;
	}

	/** Alarms exist before the functions do; from here on actions reach them. */
	reach(asyncInvocations: AsyncInvocations): void {
		this.#asyncInvocations = asyncInvocations;
	}

	take(action: AlarmAction): void {
		const { deliver, messaging, onInternalError, timeline } = this.#options;
		const { actionArn, alarmName } = action;
		timeline.record(action.atMs, { kind: "alarm-action", alarmName, actionArn, outcome: deliver ? "delivered" : "dropped" });
		if (!deliver) return;
		const functionName = LAMBDA_ARN.exec(actionArn)?.[1];
		if (functionName !== undefined) this.#asyncInvocations?.invoke(functionName, action.lambdaEvent);
		else if (SNS_ARN.test(actionArn)) {
			messaging.publish(actionArn, action.snsSubject, JSON.stringify(action.snsMessage)).catch(onInternalError);
		}
	}
}

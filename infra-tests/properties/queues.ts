import { DEAD_LETTER_RETENTION_SECONDS, QUEUES } from "@headroom/config";
import { all, byArn, named, namesOf, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { absent, differences, type Fault, fault, type Property } from "./property.ts";

export const queuesHaveDeadLetterQueues: Property = {
	sentence: "every queue has a dead-letter queue of the app, but those that are one",
	faults: (app) =>
		all(app, "queue")
			.filter((queue) => !takesDeadLetters(app, queue))
			.flatMap((queue) => {
				const target = redrivePolicy(queue)?.deadLetterTargetArn;
				if (target === undefined) return [fault(queue, "redrivePolicy", "is absent")];
				return byArn(app, "queue", target) === undefined ? [fault(queue, "redrivePolicy", `leads to ${target}, no queue of the app`)] : [];
			}),
};

export const queuesHaveTheirSettings: Property = {
	sentence: "every queue has its definition's visibility timeout, retention and receive count",
	faults: (app) => {
		const names = namesOf(app);
		return [
			...settingsFaults(app, names.overflowQueue, QUEUES.overflow, names.overflowDeadLetterQueue),
			...settingsFaults(app, names.recheckQueue, QUEUES.recheck, names.recheckDeadLetterQueue),
		];
	},
};

export const deadLettersWaitLongest: Property = {
	sentence: "what is dead waits fourteen days for a person",
	faults: (app) => {
		const names = namesOf(app);
		return [names.overflowDeadLetterQueue, names.recheckDeadLetterQueue, names.failedEventsQueue].flatMap((name) => {
			const queue = named(app, "queue", name);
			return queue === undefined
				? [absent(`queue ${name}`)]
				: differences(queue, { messageRetentionSeconds: DEAD_LETTER_RETENTION_SECONDS });
		});
	},
};

function settingsFaults(app: RecordedApp, name: string, definition: (typeof QUEUES)[keyof typeof QUEUES], deadLetterName: string): Fault[] {
	const queue = named(app, "queue", name);
	if (queue === undefined) return [absent(`queue ${name}`)];
	const redrive = redrivePolicy(queue);
	const isRedriven =
		redrive?.maxReceiveCount === definition.maxReceiveCount &&
		byArn(app, "queue", redrive.deadLetterTargetArn)?.inputs.name === deadLetterName;
	return [
		...differences(queue, {
			visibilityTimeoutSeconds: definition.visibilityTimeoutSeconds,
			messageRetentionSeconds: definition.messageRetentionSeconds,
		}),
		...(isRedriven ? [] : [fault(queue, "redrivePolicy", `must lead to ${deadLetterName} after ${definition.maxReceiveCount} receives`)]),
	];
}

/** What another queue, a function's failures or a schedule's lead to. */
function takesDeadLetters(app: RecordedApp, { arn }: ResourceOf<"queue">): boolean {
	const targets = [
		...all(app, "queue").map((queue) => redrivePolicy(queue)?.deadLetterTargetArn),
		...all(app, "eventInvokeConfig").map(({ inputs }) => inputs.destinationConfig?.onFailure?.destination),
		...all(app, "eventSourceMapping").map(({ inputs }) => inputs.destinationConfig?.onFailure?.destinationArn),
		...all(app, "schedule").map(({ inputs }) => inputs.target?.deadLetterConfig?.arn),
	];
	return arn !== undefined && targets.includes(arn);
}

function redrivePolicy({
	inputs,
}: ResourceOf<"queue">): { readonly deadLetterTargetArn?: string; readonly maxReceiveCount?: number } | undefined {
	return inputs.redrivePolicy === undefined ? undefined : JSON.parse(inputs.redrivePolicy);
}

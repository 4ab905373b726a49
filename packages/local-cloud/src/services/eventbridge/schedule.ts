import { randomUUID } from "node:crypto";

export interface ScheduleOptions {
	readonly ruleArn: string;
	readonly accountId: string;
	readonly region: string;
	readonly rateMs: number;
	readonly invoke: (event: object) => void;
}

/** A rule with a rate: the first event comes one period after the start. @returns stops it */
export function startSchedule(options: ScheduleOptions): () => void {
	const timer = setInterval(() => options.invoke(scheduledEvent(options)), options.rateMs);
	return () => clearInterval(timer);
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function scheduledEvent({ accountId, region, ruleArn }: ScheduleOptions): object {
	return {
		version: "0",
		id: randomUUID(),
		"detail-type": "Scheduled Event",
		source: "aws.events",
		account: accountId,
		time: `${new Date().toISOString().slice(0, 19)}Z`,
		region,
		resources: [ruleArn],
		detail: {},
	};
}

import { randomUUID } from "node:crypto";
import { ServiceError } from "@headroom/emulators";

/**
 * What a schedule is, in the words of EventBridge Scheduler.
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html read 2026-11-27
 */
export interface ScheduleDefinition {
	readonly Name: string;
	readonly ScheduleExpression: string;
	readonly State: "DISABLED" | "ENABLED";
	readonly Target: {
		readonly Arn: string;
		readonly RoleArn: string;
		readonly RetryPolicy?: { readonly MaximumRetryAttempts: number };
		readonly DeadLetterConfig?: { readonly Arn: string };
	};
	readonly FlexibleTimeWindow: { readonly Mode: "OFF" };
}

interface StandingSchedule {
	definition: ScheduleDefinition;
	readonly createdAtMs: number;
	modifiedAtMs: number;
	readonly timer: NodeJS.Timeout;
}

const GROUP = "default";

export interface SchedulesOptions {
	readonly accountId: string;
	readonly region: string;
	/** Invokes what a schedule points at. */
	readonly invoke: (targetArn: string, event: object) => void;
}

/** Schedules with a rate: the first event comes one period after the start. */
export class Schedules {
	readonly #options: SchedulesOptions;
	readonly #schedules = new Map<string, StandingSchedule>();

	constructor(options: SchedulesOptions) {
		this.#options = options;
	}

	/** @param rateMs what `ScheduleExpression` says */
	create(definition: ScheduleDefinition, rateMs: number): void {
		const createdAtMs = Date.now();
		const timer = setInterval(() => this.#fire(definition.Name), rateMs);
		this.#schedules.set(definition.Name, { definition, createdAtMs, modifiedAtMs: createdAtMs, timer });
	}

	/** @throws ServiceError ResourceNotFoundException */
	get(name: string): object {
		const { createdAtMs, definition, modifiedAtMs } = this.#find(name);
		return {
			...definition,
			Arn: this.#arn(name),
			GroupName: GROUP,
			CreationDate: createdAtMs / 1000,
			LastModificationDate: modifiedAtMs / 1000,
		};
	}

	/** Its state and its target; the rate stays. @throws ServiceError ResourceNotFoundException */
	update(name: string, { State, Target }: Partial<ScheduleDefinition>): object {
		const schedule = this.#find(name);
		const { definition } = schedule;
		schedule.definition = { ...definition, State: State ?? definition.State, Target: Target ?? definition.Target };
		schedule.modifiedAtMs = Date.now();
		return { ScheduleArn: this.#arn(name) };
	}

	/** @throws ServiceError ResourceNotFoundException */
	delete(name: string): void {
		clearInterval(this.#find(name).timer);
		this.#schedules.delete(name);
	}

	close(): void {
		for (const { timer } of this.#schedules.values()) clearInterval(timer);
	}

	#fire(name: string): void {
		const schedule = this.#schedules.get(name);
		if (schedule?.definition.State === "ENABLED") this.#options.invoke(schedule.definition.Target.Arn, this.#event(name));
	}

	#find(name: string): StandingSchedule {
		const schedule = this.#schedules.get(name);
		if (schedule === undefined) throw new ServiceError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);
		return schedule;
	}

	#arn(name: string): string {
		return `arn:aws:scheduler:${this.#options.region}:${this.#options.accountId}:schedule/${GROUP}/${name}`;
	}

	/**
	 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html, and for the shape
	 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
	 */
	#event(name: string): object {
		return {
			version: "0",
			id: randomUUID(),
			"detail-type": "Scheduled Event",
			source: "aws.scheduler",
			account: this.#options.accountId,
			time: `${new Date().toISOString().slice(0, 19)}Z`,
			region: this.#options.region,
			resources: [this.#arn(name)],
			detail: {},
		};
	}
}

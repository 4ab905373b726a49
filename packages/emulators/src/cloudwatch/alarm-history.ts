import type { AlarmState } from "./alarm.ts";
import { isJson } from "./is-json.ts";
import { ALARM_HISTORY_RETENTION_MS } from "./limits.ts";

/** Our bound on memory, for alarms that flap through a long simulation; CloudWatch has none but the 30 days. */
const MAX_ITEMS = 10_000;
const SWEEP_SLACK = 1.1;

export const HISTORY_ITEM_TYPES = ["ConfigurationUpdate", "StateUpdate", "Action"] as const;
export type HistoryItemType = (typeof HISTORY_ITEM_TYPES)[number];

export interface AlarmHistoryItem {
	readonly alarmName: string;
	readonly atMs: number;
	readonly type: HistoryItemType;
	readonly summary: string;
	/** JSON text. */
	readonly data: string;
}

/** The history of all alarms, also of deleted ones, for 30 days. */
export class AlarmHistory {
	#items: AlarmHistoryItem[] = [];

	/** @param what "created", "updated" or "deleted" */
	configuration(alarmName: string, atMs: number, what: string, configuration: object): void {
		const type = { created: "Create", updated: "Update", deleted: "Delete" }[what] ?? what;
		this.#add({
			alarmName,
			atMs,
			type: "ConfigurationUpdate",
			summary: `Alarm "${alarmName}" ${what}`,
			data: JSON.stringify({ version: "1.0", type, [`${what}Alarm`]: configuration }),
		});
	}

	state(alarmName: string, atMs: number, oldState: AlarmState, newState: AlarmState): void {
		this.#add({
			alarmName,
			atMs,
			type: "StateUpdate",
			summary: `Alarm updated from ${oldState.value} to ${newState.value}`,
			data: `{"version":"1.0","oldState":${stateJson(oldState)},"newState":${stateJson(newState)}}`,
		});
	}

	action(alarmName: string, atMs: number, actionArn: string): void {
		this.#add({
			alarmName,
			atMs,
			type: "Action",
			summary: `Successfully executed action ${actionArn}`,
			data: JSON.stringify({ actionState: "Succeeded", notificationResource: actionArn }),
		});
	}

	/** Oldest first; of one moment in the order in which they happened. */
	since(atMs: number): readonly AlarmHistoryItem[] {
		return this.#items.filter((item) => item.atMs >= atMs);
	}

	#add(item: AlarmHistoryItem): void {
		this.#items.push(item);
		if (this.#items.length <= MAX_ITEMS * SWEEP_SLACK) return;
		this.#items = this.since(item.atMs - ALARM_HISTORY_RETENTION_MS).slice(-MAX_ITEMS);
	}
}

/** Reason data are JSON and stay JSON in the history. The text of SetAlarmState may be anything. */
function stateJson({ value, reason, reasonData }: AlarmState): string {
	const data = reasonData === undefined ? "" : `,"stateReasonData":${isJson(reasonData) ? reasonData : JSON.stringify(reasonData)}`;
	return `{"stateValue":"${value}","stateReason":${JSON.stringify(reason)}${data}}`;
}

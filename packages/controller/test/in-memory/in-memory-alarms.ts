import type { AlarmsPort, DescribedAlarm, PutMetricAlarmInput } from "../../src/index.ts";
import { parseAlarmName } from "../../src/index.ts";

/** Alarms as plain data; none of them ever rings. */
export class InMemoryAlarms implements AlarmsPort {
	readonly #alarms = new Map<string, DescribedAlarm>();

	async describe(streamName: string): Promise<readonly DescribedAlarm[]> {
		return [...this.#alarms.values()]
			.filter(({ AlarmName }) => parseAlarmName(AlarmName)?.streamName === streamName)
			.sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
	}

	async put(alarm: PutMetricAlarmInput): Promise<void> {
		this.#alarms.set(alarm.AlarmName, { StateValue: "INSUFFICIENT_DATA", ...structuredClone(alarm) });
	}

	async remove(alarmNames: readonly string[]): Promise<void> {
		for (const name of alarmNames) this.#alarms.delete(name);
	}
}

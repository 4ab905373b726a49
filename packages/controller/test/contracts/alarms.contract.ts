import { DEFAULT_POLICY } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AlarmsPort, alarmDefinitions, alarmName, type PutMetricAlarmInput, putMetricAlarmInput } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface AlarmsWorld {
	readonly port: AlarmsPort;
	readonly cleanup: () => Promise<void>;
}

const ACTIONS = {
	autoscaler: ["arn:aws:lambda:us-east-1:000000000000:function:headroom-autoscaler"],
	people: ["arn:aws:sns:us-east-1:000000000000:headroom-notifications"],
};

/** What every AlarmsPort promises. */
export function alarmsContract(name: string, makePort: () => Promise<AlarmsWorld>): void {
	describe(`AlarmsPort: ${name}`, () => {
		let world: AlarmsWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		async function putAll(streamName: string): Promise<PutMetricAlarmInput[]> {
			const alarms = alarmDefinitions({ streamName, policy: DEFAULT_POLICY }).map((each) => putMetricAlarmInput(each, ACTIONS));
			for (const alarm of alarms) await world.port.put(alarm);
			return alarms.sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
		}

		it("has none for a new stream", async () => {
			expect(await world.port.describe(uniqueStreamName())).toEqual([]);
		});

		it("describes each alarm of ours exactly as it was put, metric math and all, with its state", async () => {
			const streamName = uniqueStreamName();
			const alarms = await putAll(streamName);
			const described = await world.port.describe(streamName);
			expect(described.map(({ StateValue, StateReason, StateUpdatedAtMs, ...alarm }) => alarm)).toEqual(alarms);
			for (const { StateValue } of described) expect(["ALARM", "INSUFFICIENT_DATA", "OK"]).toContain(StateValue);
		});

		it("takes no alarm of a stream whose name only begins the same", async () => {
			const streamName = uniqueStreamName();
			await putAll(`${streamName}-2`);
			expect(await world.port.describe(streamName)).toEqual([]);
			expect(await world.port.describe(`${streamName}-2`)).toHaveLength(5);
		});

		it("replaces an alarm as a whole", async () => {
			const streamName = uniqueStreamName();
			const [first] = await putAll(streamName);
			if (first === undefined) throw new Error("a stream has alarms");
			await world.port.put({ ...first, ActionsEnabled: false, Threshold: 7 });
			expect((await world.port.describe(streamName))[0]).toMatchObject({ ActionsEnabled: false, Threshold: 7 });
		});

		it("removes what it is told, and what is not there is no error", async () => {
			const streamName = uniqueStreamName();
			await putAll(streamName);
			const names = [alarmName(streamName, "fast"), alarmName(streamName, "iterator-age")];
			await world.port.remove(names);
			await world.port.remove(names);
			await world.port.remove([]);
			expect((await world.port.describe(streamName)).map(({ AlarmName }) => AlarmName)).toEqual(
				["any-producer", "utilization-high", "utilization-low"].map((kind) => `headroom-${streamName}-${kind}`),
			);
		});
	});
}

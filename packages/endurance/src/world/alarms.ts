import { alarmDefinitions, type Wakeup } from "@headroom/controller";
import type { EnduredStream, World } from "./world.ts";

const MINUTE_MS = 60_000;
const FAST_LOOK_MS = 10_000;

type Kind = "any-producer" | "fast" | "utilization-high" | "utilization-low";

/** The four alarms that wake the autoscaler, each a state and its changes. Whether a change arrives is the faults' to say. */
export class Alarms {
	readonly #world: World;
	readonly #states = new Map<string, boolean>();

	constructor(world: World) {
		this.#world = world;
		const { time } = world;
		time.every(FAST_LOOK_MS, time.nowMs() + FAST_LOOK_MS, () =>
			this.#each((stream) => this.#look(stream, "fast", stream.metrics.throttledPerSecondSeen > 0)),
		);
		time.every(MINUTE_MS, time.nowMs() + MINUTE_MS / 2, () => this.#each((stream) => this.#lookAtMinutes(stream)));
	}

	#each(look: (stream: EnduredStream) => void): void {
		if (this.#world.isOut("cloudwatch")) return;
		for (const stream of this.#world.streams) look(stream);
	}

	#lookAtMinutes(stream: EnduredStream): void {
		const minute = stream.metrics.newest(this.#world.time.nowMs());
		if (minute === undefined) return;
		const capacity = this.#world.kinesis.capacity(stream.streamName);
		const utilization = minute.incomingRecords / minute.periodSeconds / capacity;
		this.#look(stream, "any-producer", minute.throttledRecords > 0);
		this.#look(stream, "utilization-high", utilization > stream.policy.scaleOutUtilization);
		this.#look(stream, "utilization-low", utilization < stream.policy.scaleInUtilization);
	}

	#look(stream: EnduredStream, kind: Kind, isAlarm: boolean): void {
		const { streamName } = stream;
		const key = `${streamName}#${kind}`;
		if ((this.#states.get(key) ?? false) === isAlarm) return;
		this.#states.set(key, isAlarm);
		const { time } = this.#world;
		const definition = alarmDefinitions(stream).find((each) => each.kind === kind);
		const alarmName = definition?.alarmName ?? key;
		this.#send(streamName, { kind: "alarm", alarmName, state: isAlarm ? "ALARM" : "OK", atMs: time.nowMs() });
	}

	#send(streamName: string, wakeup: Wakeup): void {
		const { faults, onAlarm, time } = this.#world;
		if (faults.strikes("alarm-lost")) return;
		const lateMs = faults.strikes("alarm-late") ? faults.random("alarm-late").between(1_000, 600_000) : 1_000;
		time.schedule(time.nowMs() + lateMs, () => onAlarm(streamName, wakeup));
		if (!faults.strikes("alarm-doubled")) return;
		time.schedule(time.nowMs() + faults.random("alarm-doubled").between(1_000, 120_000), () => onAlarm(streamName, wakeup));
	}
}

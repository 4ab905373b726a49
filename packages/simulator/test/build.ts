import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import type { Contender, LoadSource, OfferedSecond, SimulationSettings } from "../src/index.ts";
import { DEFAULT_SIMULATION_SETTINGS } from "../src/index.ts";

/** A Monday, at midnight. */
export const START_MS = Date.UTC(2026, 10, 23);
export const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;

/** A load of small records; what is not said is calm. */
export function load(durationSeconds: number, at: (second: number) => Partial<OfferedSecond>): LoadSource {
	return { startMs: START_MS, durationSeconds, at: (second) => ({ recordsPerSecond: 500, bytesPerRecord: 100, ...at(second) }) };
}

export function headroom(policy: Partial<Policy> = {}, producersPublish = true): Contender {
	return { kind: "headroom", name: "headroom", rule: "", policy: { ...DEFAULT_POLICY, ...policy }, producersPublish };
}

export function settings(changes: Partial<SimulationSettings> = {}): SimulationSettings {
	return { ...DEFAULT_SIMULATION_SETTINGS, ...changes };
}

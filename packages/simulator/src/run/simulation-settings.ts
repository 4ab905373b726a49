import type { KinesisSettings } from "@headroom/emulators";

/** The assumptions of a simulation; the report shows all of them. */
export interface SimulationSettings {
	/** The moments at which its alarms are evaluated depend on their names. */
	readonly streamName: string;
	/** Whole. Same seed, same load and settings: same report, byte for byte. */
	readonly seed: number;
	/** `even`: without chance; every second and every shard gets its share. For comparing with a model without chance. */
	readonly arrivals: "even" | "poisson";
	/** Coefficient of variation of each second's rate on top of Poisson arrivals; 0 is Poisson alone. */
	readonly burstiness: number;
	/** How often a producer tries a record, a second apart; 1 is no retry. */
	readonly writeAttempts: number;
	/** Shards at the start; if absent, those for the first minute's load at the default policy's target. */
	readonly initialShardCount?: number;
	/** Settings of the emulator: the duration of reshards, the delay of metrics, the limits. */
	readonly kinesis: Partial<KinesisSettings>;
}

export const DEFAULT_SIMULATION_SETTINGS: SimulationSettings = {
	streamName: "simulated",
	seed: 1,
	arrivals: "poisson",
	burstiness: 0,
	writeAttempts: 1,
	kinesis: {},
};

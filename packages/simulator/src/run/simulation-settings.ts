import type { KinesisSettings } from "@headroom/emulators";

/** What a simulation takes for granted about the world; all of it is in the report. */
export interface SimulationSettings {
	/** Its alarms are evaluated at moments that hang on their names. */
	readonly streamName: string;
	/** Whole. Same seed, same load and settings: same report, byte for byte. */
	readonly seed: number;
	/** `even` leaves chance out: every second gets its share, every shard too. For comparing with what has none. */
	readonly arrivals: "even" | "poisson";
	/** Coefficient of variation of each second's rate on top of Poisson arrivals; 0 is Poisson alone. */
	readonly burstiness: number;
	/** How often a producer tries a record, a second apart; 1 is no retry. */
	readonly writeAttempts: number;
	/** Shards at the start; from the first minute's load at the default policy's target where absent. */
	readonly initialShardCount?: number;
	/** Of the emulator: how long reshards take, how late metrics are, the limits. */
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

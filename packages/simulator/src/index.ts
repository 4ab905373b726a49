export type * from "./autoscaler.ts";
export type * from "./load-source.ts";
export { PEERS } from "./peers/index.ts";
export type * from "./run/contender.ts";
export { run } from "./run/run.ts";
export type { RunFigures } from "./run/run-figures.ts";
export { DEFAULT_SIMULATION_SETTINGS, type SimulationSettings } from "./run/simulation-settings.ts";
export type * from "./scaler.ts";
export * from "./trace/index.ts";

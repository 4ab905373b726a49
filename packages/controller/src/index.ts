export * from "./alarm-definitions.ts";
export * from "./errors.ts";
export * from "./metric-names.ts";
export type * from "./ports.ts";
export * from "./put-metric-alarm-input.ts";

export type * from "./decision.ts";
export { DEFAULT_POLICY } from "./default-policy.ts";
export type * from "./history.ts";
export * from "./kinesis-limits.ts";
export type * from "./observation.ts";
export type * from "./policy.ts";

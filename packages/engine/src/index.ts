export type * from "./decision.ts";
export type * from "./history.ts";
export type * from "./observation.ts";
export type * from "./policy.ts";

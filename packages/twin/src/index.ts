export * from "./clock.ts";
export type * from "./metric-datum.ts";
export * from "./service-error.ts";

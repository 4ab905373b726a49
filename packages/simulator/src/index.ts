export type * from "./autoscaler.ts";
export type * from "./load-source.ts";
export * from "./trace/index.ts";

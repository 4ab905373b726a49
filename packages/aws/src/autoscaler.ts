export * from "./history.ts";
export * from "./load.ts";
export * from "./managed-streams.ts";
export * from "./notifier.ts";
export * from "./recheck.ts";
export * from "./stream.ts";

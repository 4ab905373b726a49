export * from "./function-ports.ts";
export * from "./history/history.ts";
export * from "./history/managed-streams.ts";
export * from "./load/load.ts";
export * from "./notifiers.ts";
export * from "./recheck.ts";
export { readRecheckMessage } from "./recheck-message.ts";
export * from "./stream.ts";

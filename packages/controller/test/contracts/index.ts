export * from "./alarms.contract.ts";
export * from "./history.contract.ts";
export * from "./history-reader.contract.ts";
export * from "./load.contract.ts";
export * from "./managed-streams.contract.ts";
export * from "./notifier.contract.ts";
export * from "./recheck.contract.ts";
export * from "./stream.contract.ts";

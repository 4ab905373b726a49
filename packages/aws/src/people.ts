export * from "./alarms.ts";
export * from "./history-reader.ts";

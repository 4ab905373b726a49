export * from "./alarms.ts";
export * from "./autoscaler.ts";
export * from "./history-reader.ts";
export * from "./overflow.ts";
export * from "./tally.ts";
export * from "./vote-stream.ts";

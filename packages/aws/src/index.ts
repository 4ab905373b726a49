export * from "./autoscaler/alarms.ts";
export * from "./autoscaler/history/history-reader.ts";
export * from "./autoscaler/index.ts";
export * from "./voting/overflow.ts";
export * from "./voting/tally.ts";
export * from "./voting/vote-stream.ts";

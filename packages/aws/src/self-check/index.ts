/** What a function finds out about its own role, by calls that change nothing. `headroom verify` asks for it. */
export * from "./contract.ts";
export * from "./lambda-trials.ts";
export * from "./metric-trials.ts";
export * from "./queue-trials.ts";
export * from "./run-trials.ts";
export * from "./stream-trials.ts";
export * from "./table-trials.ts";
export * from "./topic-trials.ts";

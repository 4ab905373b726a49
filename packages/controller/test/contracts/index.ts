/** What every implementation of the ports must pass: call each in a test file with a way to make the port. */
export * from "./history.contract.ts";
export * from "./load.contract.ts";
export * from "./notifier.contract.ts";
export * from "./recheck.contract.ts";
export * from "./stream.contract.ts";

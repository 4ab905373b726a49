export * from "./overflow.contract.ts";
export * from "./tally.contract.ts";
export * from "./vote-stream.contract.ts";

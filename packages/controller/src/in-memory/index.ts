export * from "./in-memory-history.ts";
export * from "./in-memory-recheck-queue.ts";

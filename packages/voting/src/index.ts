export * from "./errors.ts";
export type * from "./ports.ts";
export * from "./vote-fields.ts";
export * from "./vote-record.ts";

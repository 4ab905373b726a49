export { GENERATED_LOADS, type NamedLoad } from "./generated-loads.ts";
export { heldOutLoad } from "./held-out-load.ts";
export * from "./loads.ts";
export type { LoadFrame } from "./shaped-load.ts";

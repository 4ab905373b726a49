export * from "./config-error.ts";
export * from "./deployment.ts";
export * from "./duration.ts";
export * from "./environment.ts";
export * from "./names.ts";
export * from "./permissions.ts";
export * from "./policy.ts";
export * from "./settings.ts";
export { type KeyDocumentation, POLICY_DOCUMENTATION, type WrittenPolicy, writtenPolicy } from "./written-policy.ts";

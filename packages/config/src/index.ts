export * from "./deployment.ts";

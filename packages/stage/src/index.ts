export { type Stage, type StageOptions, startStage } from "./stage.ts";
export { StageError } from "./stage-error.ts";

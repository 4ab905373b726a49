import { FUNCTIONS, type FunctionDefinition, type FunctionName, VOTING_FUNCTIONS } from "@headroom/config";
import { settings } from "../managed-streams.ts";
import { names } from "./deployment.ts";

const ofVoting: readonly FunctionName[] = VOTING_FUNCTIONS;

/** The functions of this deployment: all, or those of the autoscaler alone. */
const functions = (Object.keys(FUNCTIONS) as FunctionName[]).filter((name) => settings.hasVoting || !ofVoting.includes(name));

export const functionNames = functions.map((name) => names.functions[name]);

export const functionDefinitions: readonly FunctionDefinition[] = functions.map((name) => FUNCTIONS[name]);

/** A message in one of these waits for a person. */
export const deadLetterQueueNames = [
	names.failedEventsQueue,
	...(settings.hasVoting ? [names.overflowDeadLetterQueue] : []),
	names.recheckDeadLetterQueue,
];

import type { ArgsDef, ParsedArgs } from "citty";
import type { StageOptions } from "./stage.ts";
import { StageError } from "./stage-error.ts";

/** The options of `npm start`, as docs/stage.md lists them. */
export const STAGE_ARGUMENTS = {
	"endpoint-port": { type: "string", default: "4566", valueHint: "port", description: "AWS endpoint; 0 takes a free port" },
	"api-port": { type: "string", default: "4567", valueHint: "port", description: "Voting API; 0 takes a free port" },
	shards: { type: "string", default: "1", valueHint: "n", description: "Shards that the votes stream begins with" },
	variant: {
		type: "enum",
		options: ["headroom", "naive"],
		default: "headroom",
		description: "naive: the article's place-vote, no autoscaler",
	},
	"fast-alarm": { type: "boolean", default: true, negativeDescription: "Leave out the 10-second alarm, as for a foreign producer" },
	"drop-alarms": { type: "boolean", default: false, description: "Deliver no alarm action: only the sweep is left" },
	policy: { type: "string", valueHint: "json", description: 'Policy of the votes stream, such as {"maxShardCount": 8}' },
	"log-file": { type: "string", valueHint: "path", description: "Append every line that the functions print" },
	json: { type: "boolean", default: false, description: "Print one line of JSON when ready" },
	quiet: { type: "boolean", default: false, description: "Print nothing when ready" },
} as const satisfies ArgsDef;

const HIGHEST_PORT = 65_535;
/** What one CreateStream may ask of the modelled account, with room for the reshards that follow. */
const HIGHEST_SHARD_COUNT = 1000;

/** @throws StageError naming the option that is wrong */
export function readStageArguments(args: ParsedArgs<typeof STAGE_ARGUMENTS>): StageOptions {
	return {
		endpointPort: wholeNumber("--endpoint-port", args["endpoint-port"], 0, HIGHEST_PORT),
		apiPort: wholeNumber("--api-port", args["api-port"], 0, HIGHEST_PORT),
		shardCount: wholeNumber("--shards", args.shards, 1, HIGHEST_SHARD_COUNT),
		variant: args.variant,
		fastAlarm: args["fast-alarm"],
		deliverAlarms: !args["drop-alarms"],
		...(args.policy === undefined ? {} : { policy: jsonObject("--policy", args.policy) }),
		...(args["log-file"] === undefined ? {} : { logFile: args["log-file"] }),
	};
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
	const number = Number(text);
	if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most) {
		throw new StageError(`${flag} must be a whole number from ${least} to ${most}, is ${JSON.stringify(text)}.`);
	}
	return number;
}

function jsonObject(flag: string, text: string): object {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new StageError(`${flag} must be a JSON object: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new StageError(`${flag} must be a JSON object, is ${text}.`);
	return value;
}

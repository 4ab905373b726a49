import { parseWholeNumber } from "@headroom/config";
import { Command, InvalidArgumentError, Option } from "commander";
import type { LocalCloudOptions } from "./local-cloud.ts";
import type { ReshardPermission } from "./services/sts/sessions.ts";

/** The options of `npm start`. */
export interface LocalCloudArguments {
	readonly localCloud: LocalCloudOptions;
	/** What to print when the local cloud is up. */
	readonly ready: "banner" | "json" | "nothing";
}

interface Flags {
	readonly apiPort: number;
	readonly dropAlarms?: true;
	readonly endpointPort: number;
	readonly fastAlarm: boolean;
	readonly json?: true;
	readonly logFile?: string;
	readonly policy?: object;
	readonly quiet?: true;
	readonly reshardPermission: ReshardPermission;
	readonly reshardSeconds?: number;
	readonly shardLimit?: number;
	readonly shards: number;
	readonly variant: "headroom" | "naive";
}

const HIGHEST_PORT = 65_535;

/**
 * The smallest default shard quota of any Region, which would refuse more.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-23
 */
const HIGHEST_SHARD_COUNT = 1000;

/** Longer than any known reshard. */
const HIGHEST_RESHARD_SECONDS = 3600;

/** The largest default of any Region. Same page. */
const HIGHEST_SHARD_LIMIT = 20_000;

const EXIT_USAGE = 2;

/**
 * Reads the options of `npm start`, which docs/local-cloud.md lists. Ends the process after `--help`, and with 2 for a wrong option, which
 * it names.
 *
 * @param words of `process.argv`, without the program
 */
export function readLocalCloudArguments(words: readonly string[]): LocalCloudArguments {
	const port = wholeNumber(0, HIGHEST_PORT);
	const command = new Command("npm start --")
		.description("The local cloud: one AWS endpoint, the voting API and the functions, on loopback. Nothing leaves this machine.")
		.option("--endpoint-port <port>", "AWS endpoint; 0 takes a free port", port, 4566)
		.option("--api-port <port>", "voting API; 0 takes a free port", port, 4567)
		.option("--shards <count>", "shards of the votes stream at the start", wholeNumber(1, HIGHEST_SHARD_COUNT), 1)
		.option(
			"--reshard-seconds <count>",
			"duration of every reshard; by default that of its splits and merges",
			wholeNumber(0, HIGHEST_RESHARD_SECONDS),
		)
		.option("--shard-limit <count>", "the account's shard quota", wholeNumber(1, HIGHEST_SHARD_LIMIT))
		.addOption(
			new Option("--variant <name>", "naive: the article's place-vote, no autoscaler").choices(["headroom", "naive"]).default("headroom"),
		)
		.option("--no-fast-alarm", "without the producers' own 10 s alarm, as for a foreign producer")
		.option("--drop-alarms", "deliver no alarm action, so that only the sweep works")
		.option("--policy <json>", 'policy of the votes stream, such as {"maxShardCount": 8}', jsonObject)
		.addOption(
			new Option("--reshard-permission <form>", "what permits UpdateShardCount: a policy that names the stream's ARN, or only a wildcard")
				.choices(["arn", "wildcard"])
				.default("arn"),
		)
		.option("--log-file <path>", "append every line that the functions print")
		.addOption(new Option("--json", "print one line of JSON when ready").conflicts("quiet"))
		.option("--quiet", "print nothing when ready")
		.showHelpAfterError("(--help shows every option)")
		.allowExcessArguments(false)
		.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
		.parse(words, { from: "user" });
	const flags = command.opts<Flags>();
	return {
		localCloud: {
			endpointPort: flags.endpointPort,
			apiPort: flags.apiPort,
			shardCount: flags.shards,
			variant: flags.variant,
			fastAlarm: flags.fastAlarm,
			deliverAlarms: flags.dropAlarms !== true,
			policy: flags.policy,
			reshardSeconds: flags.reshardSeconds,
			shardLimit: flags.shardLimit,
			logFile: flags.logFile,
			reshardPermission: flags.reshardPermission,
		},
		ready: flags.json === true ? "json" : flags.quiet === true ? "nothing" : "banner",
	};
}

function wholeNumber(least: number, most: number): (text: string) => number {
	return (text) => {
		const number = parseWholeNumber(text, least, most);
		if (number === undefined) throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
		return number;
	};
}

function jsonObject(text: string): object {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new InvalidArgumentError(`It must be a JSON object: ${error instanceof Error ? error.message : String(error)}.`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InvalidArgumentError("It must be a JSON object.");
	return value;
}

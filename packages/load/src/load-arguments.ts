import { Command, Option } from "commander";
import { THINK_MS } from "./article/plan.ts";
import type { LoadModel } from "./drive/load-model.ts";
import { EXIT_USAGE } from "./exit-codes.ts";
import { apiUrl, duration, wholeNumber } from "./option-values.ts";

/** The options of `npm run load`. */
export interface LoadArguments {
	readonly model: LoadModel;
	readonly durationSeconds: number;
	/** Absent for a local cloud of its own. */
	readonly target?: string | undefined;
	readonly deployment?: string | undefined;
	readonly endpointUrl?: string | undefined;
	readonly variant: "headroom" | "naive";
	readonly shardCount: number;
	readonly warmUp: boolean;
	readonly out?: string | undefined;
}

interface Flags {
	readonly users: number;
	readonly rate?: number;
	readonly connections: number;
	readonly think: number;
	readonly rampUp: number;
	readonly duration: number;
	readonly target?: string;
	readonly deployment?: string;
	readonly endpoint?: string;
	readonly variant: "headroom" | "naive";
	readonly shards: number;
	readonly warmUp: boolean;
	readonly out?: string;
}

/** Shorter than a server keeps an idle connection, so that the two ends do not race. */
const LONGEST_THINK_MS = 60_000;
const LONGEST_DURATION_MS = 24 * 3_600_000;

const HELP_AFTER = `
There are two models of load. Users (the default) each hold a connection, vote, wait for the answer, think, and vote again, as in the article. A rate
does not depend on the answers. Latency counts from the moment a request was due, so that a slow target cannot hide it (coordinated omission):
load-tests/README.md explains that.

Exit codes: 0 if every accepted vote is counted exactly once, 1 if not, or if the run failed or was not stored, 2 for wrong usage, 130 if
interrupted. An interrupted run is stored.`;

/**
 * Reads the options of `npm run load`. Ends the process after `--help`, and with 2 for a wrong option, which it names.
 *
 * @param words of `process.argv`, without the program
 */
export function readLoadArguments(words: readonly string[]): LoadArguments {
	const command = new Command("npm run load --")
		.description("The article's load test: users vote, and every answer is measured, kept and explained.")
		.option("--users <count>", "users at once", wholeNumber(1, 50_000), 1000)
		.addOption(new Option("--rate <votes per second>", "a rate instead of users").argParser(wholeNumber(1, 50_000)).conflicts("users"))
		.option("--connections <count>", "with --rate: the most connections", wholeNumber(1, 50_000), 800)
		.option(
			"--think <duration>",
			`from an answer to the next vote of the user, 0s to 60s (default: ${THINK_MS["1000"]}ms)`,
			duration(0, LONGEST_THINK_MS),
			THINK_MS["1000"],
		)
		.option("--ramp-up <duration>", "the users start over this time (default: 10s)", duration(0, LONGEST_DURATION_MS), 10_000)
		.option(
			"--duration <duration>",
			"how long the load lasts, such as 90s or 10m (default: 10m)",
			duration(1000, LONGEST_DURATION_MS),
			600_000,
		)
		.option("--target <url>", "a running voting API; without it the command starts a local cloud", apiUrl)
		.option("--endpoint <url>", "AWS endpoint of the local cloud that --target belongs to (default: http://127.0.0.1:4566)", apiUrl)
		.addOption(
			new Option(
				"--deployment <name>",
				"deployment in AWS that --target belongs to, such as headroom-production: shows its shards and log lines",
			).conflicts("endpoint"),
		)
		.addOption(
			new Option("--variant <name>", "of its own local cloud; naive: the article's place-vote")
				.choices(["headroom", "naive"])
				.default("headroom"),
		)
		.option("--shards <count>", "of its own local cloud, at the beginning", wholeNumber(1, 1000), 1)
		.option("--no-warm-up", "load its own local cloud without a warm-up")
		.option("--out <file>", "the file of the run (default: load-results/<time>.json)")
		.addHelpText("after", HELP_AFTER)
		.showHelpAfterError("(npm run load -- --help shows every option; npm passes on only the words after --)")
		.allowExcessArguments(false)
		.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
		.parse(words, { from: "user" });
	const flags = command.opts<Flags>();
	return {
		model:
			flags.rate === undefined
				? { kind: "users", users: flags.users, thinkMs: flags.think, rampUpSeconds: Math.min(flags.rampUp, flags.duration) / 1000 }
				: { kind: "rate", ratePerSecond: flags.rate, connections: flags.connections },
		durationSeconds: flags.duration / 1000,
		target: flags.target,
		deployment: flags.deployment,
		endpointUrl: flags.endpoint,
		variant: flags.variant,
		shardCount: flags.shards,
		warmUp: flags.warmUp && flags.target === undefined,
		out: flags.out,
	};
}

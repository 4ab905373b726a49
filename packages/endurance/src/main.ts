// `npm run endure`: Headroom through years of faults in minutes.
import { CommanderError } from "commander";
import { type EndureArguments, readEndureArguments } from "./arguments.ts";
import { SEEDED_BUG_NAMES } from "./bugs/seeded-bugs.ts";
import type { RunResult } from "./endure.ts";
import { faultsOfSeed } from "./faults/fault-plan.ts";
import { commandOf, describeViolations, Totals } from "./report.ts";
import { runSeeds } from "./run-seeds.ts";
import { shrink } from "./shrink.ts";
import type { RunOptions } from "./world/world.ts";

/** A seeded bug that so many seeds do not find is not found. */
const SEEDS_PER_BUG = 400;
const PROGRESS_EVERY_MS = 10_000;

const EXIT_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
	try {
		const given = readEndureArguments(words);
		return await (given.findsBugs ? findBugs(given) : run(given));
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return error.exitCode === 0 ? 0 : EXIT_USAGE;
	}
}

async function run({ minutes, seeds, ...given }: EndureArguments): Promise<number> {
	const startedMs = performance.now();
	const untilMs = minutes === undefined ? Number.POSITIVE_INFINITY : startedMs + minutes * 60_000;
	const most = seeds ?? (minutes === undefined ? 1 : Number.POSITIVE_INFINITY);
	const totals = new Totals();
	const progress = progressLine();
	let begun = 0;
	const failed = await runSeeds(
		() => (begun < most && performance.now() < untilMs ? optionsOf(given, given.seed + begun++) : undefined),
		(result) => {
			totals.add(result);
			progress(`${totals.runs} runs, ${Math.round(totals.streamDays)} stream-days`);
			if (most === 1)
				console.log(`Seed ${result.options.seed}: digest ${result.digest}, faults ${result.options.faults.join(", ") || "none"}.`);
		},
	);
	for (const line of totals.report((performance.now() - startedMs) / 1_000)) console.log(line);
	if (failed === undefined) {
		console.log("Every invariant held.");
		return 0;
	}
	await reportFailure(failed);
	return 1;
}

async function findBugs({ days, seed, seeds = SEEDS_PER_BUG, streamCount }: EndureArguments): Promise<number> {
	let missed = 0;
	for (const bug of SEEDED_BUG_NAMES) {
		const startedMs = performance.now();
		let begun = 0;
		const found = await runSeeds(
			() => (begun < seeds ? { ...optionsOf({ days, streamCount }, seed + begun++), bug } : undefined),
			() => {},
		);
		const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
		if (found === undefined) {
			missed += 1;
			console.log(`${bug}: not found in ${seeds} seeds (${seconds} s)`);
			continue;
		}
		const smallest = await shrink(found);
		console.log(`${bug}: ${smallest.violations[0]?.invariant}, ${seconds} s\n  ${commandOf(smallest)}`);
	}
	console.log(`${SEEDED_BUG_NAMES.length - missed} of ${SEEDED_BUG_NAMES.length} seeded bugs were found.`);
	return missed === 0 ? 0 : 1;
}

function optionsOf(
	{ bug, days, faults, streamCount }: Pick<EndureArguments, "bug" | "days" | "faults" | "streamCount">,
	seed: number,
): RunOptions {
	return { seed, days, streamCount, faults: faults ?? faultsOfSeed(seed), bug };
}

async function reportFailure(failed: RunResult): Promise<void> {
	console.log(`\nSeed ${failed.options.seed} violates:`);
	for (const line of describeViolations(failed)) console.log(`  ${line}`);
	console.log(`  ${commandOf(failed)}\nMaking it smaller …`);
	const smallest = await shrink(failed);
	console.log("The smallest run that still does:");
	for (const line of describeViolations(smallest)) console.log(`  ${line}`);
	console.log(`  ${commandOf(smallest)}`);
}

/** A line now and then, so that a person sees that it goes on. */
function progressLine(): (text: string) => void {
	let shownMs = performance.now();
	return (text) => {
		if (performance.now() - shownMs < PROGRESS_EVERY_MS) return;
		shownMs = performance.now();
		console.log(`… ${text}`);
	};
}

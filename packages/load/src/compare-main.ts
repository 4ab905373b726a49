import { Command } from "commander";
import pc from "picocolors";
import { EXIT_FAILED, EXIT_USAGE } from "./exit-codes.ts";
import { LoadError } from "./load-error.ts";
import { renderComparison } from "./run/comparison.ts";
import { readStoredRun } from "./run/run-store.ts";

/** `npm run load:compare`. Exit codes: 0, 1 if a run cannot be read, 2 for wrong usage. */
const command = new Command("npm run load:compare --")
	.description("Prints two stored runs side by side, with the ratio of the second to the first.")
	.argument("<first>", "file in load-results/")
	.argument("<second>", "file in load-results/")
	.allowExcessArguments(false)
	.showHelpAfterError("(npm run load:compare -- --help says more)")
	.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
	.parse();

try {
	const [first = "", second = ""] = command.args;
	console.log(renderComparison(await readStoredRun(first), await readStoredRun(second)));
} catch (error) {
	if (!(error instanceof LoadError)) throw error;
	console.error(pc.red(error.message));
	process.exitCode = EXIT_FAILED;
}

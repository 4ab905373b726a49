import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import pc from "picocolors";
import { EXIT_FAILED, EXIT_USAGE } from "./exit-codes.ts";
import { LoadError } from "./load-error.ts";
import { reportPage } from "./report/report-page.ts";
import { readStoredRun } from "./run/run-store.ts";

/** `npm run load:report`. Exit codes: 0, 1 if there is no run or the page cannot be written, 2 for wrong usage. */
const command = new Command("npm run load:report --")
	.description("Makes one HTML page of a stored run: it opens offline, from a mail or a disk.")
	.argument("[run]", "file in load-results/ (default: the newest)")
	.option("--out <file>", "the file of the page (default: beside the run)")
	.allowExcessArguments(false)
	.showHelpAfterError("(npm run load:report -- --help shows every option)")
	.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
	.parse();

try {
	const { path, run } = await readStoredRun(command.args[0]);
	const out = command.opts<{ out?: string }>().out ?? path.replace(/\.json$/, "") + ".html";
	try {
		await writeFile(out, reportPage(run));
	} catch (error) {
		throw new LoadError(
			`The command cannot write the page to ${out}: ${error instanceof Error ? error.message : String(error)}. Choose another file with --out.`,
		);
	}
	console.log(out);
} catch (error) {
	if (!(error instanceof LoadError)) throw error;
	console.error(pc.red(error.message));
	process.exitCode = EXIT_FAILED;
}

import pc from "picocolors";
import { banner } from "./banner.ts";
import type { Stage } from "./stage.ts";
import { readStageArguments } from "./stage-arguments.ts";
import { StageError } from "./stage-error.ts";

/** `npm start`. Exit code: 0 after a clean stop, 1 when the stage cannot start, 2 for wrong usage, 130 for a second signal. */

const EXIT_CANNOT_START = 1;
const EXIT_INTERRUPTED = 130;

const { ready, stage: options } = readStageArguments(process.argv.slice(2));
const startedMs = performance.now();
try {
	// Loaded once the options are known to be right: help and refusals answer at once.
	const { startStage } = await import("./stage.ts");
	const stage = await startStage(options);
	endOnSignal(stage);
	if (ready === "json") console.log(JSON.stringify({ ready: true, ...stage.describe() }));
	if (ready === "banner") console.log(banner(stage.describe(), performance.now() - startedMs));
} catch (error) {
	if (!(error instanceof StageError)) throw error;
	console.error(pc.red(error.message));
	process.exit(EXIT_CANNOT_START);
}

/** The first signal stops cleanly; the second does not wait. */
function endOnSignal(stage: Stage): void {
	let isStopping = false;
	const stop = (): void => {
		if (isStopping) process.exit(EXIT_INTERRUPTED);
		isStopping = true;
		stage.stop().then(
			() => process.exit(0),
			(error: unknown) => {
				console.error(error);
				process.exit(EXIT_CANNOT_START);
			},
		);
	};
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	// Started by a program with a channel to it: when that program is gone, however it ended, nobody is left to stop the stage.
	process.once("disconnect", () => {
		if (!isStopping) stop();
	});
}

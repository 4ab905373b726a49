import { defineCommand, runMain } from "citty";
import pc from "picocolors";
import { banner } from "./banner.ts";
import { type Stage, startStage } from "./stage.ts";
import { readStageArguments, STAGE_ARGUMENTS } from "./stage-arguments.ts";
import { StageError } from "./stage-error.ts";

/** `npm start`. */
const command = defineCommand({
	meta: {
		name: "npm start --",
		description: "The local stage: one AWS endpoint, the voting API and the functions, on loopback. Nothing leaves this machine.",
	},
	args: STAGE_ARGUMENTS,
	async run({ args }) {
		const startedMs = performance.now();
		try {
			const stage = await startStage(readStageArguments(args));
			endOnSignal(stage);
			if (args.json) console.log(JSON.stringify({ ready: true, ...stage.describe() }));
			else if (!args.quiet) console.log(banner(stage.describe(), performance.now() - startedMs));
		} catch (error) {
			if (!(error instanceof StageError)) throw error;
			console.error(pc.red(error.message));
			process.exit(1);
		}
	},
});

/** The first signal stops cleanly; the second does not wait. */
function endOnSignal(stage: Stage): void {
	let isStopping = false;
	const stop = (): void => {
		if (isStopping) process.exit(130);
		isStopping = true;
		stage.stop().then(
			() => process.exit(0),
			(error: unknown) => {
				console.error(error);
				process.exit(1);
			},
		);
	};
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
}

await runMain(command);

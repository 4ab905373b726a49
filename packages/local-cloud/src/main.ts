import pc from "picocolors";
import { readLocalCloudArguments } from "./arguments.ts";
import { banner } from "./banner.ts";
import type { LocalCloud } from "./local-cloud.ts";
import { LocalCloudError } from "./local-cloud-error.ts";

/** `npm start`. Exit code: 0 after a clean stop, 1 when the local cloud cannot start, 2 for wrong usage, 130 for a second signal. */

const EXIT_CANNOT_START = 1;
const EXIT_INTERRUPTED = 130;

const { ready, localCloud: options } = readLocalCloudArguments(process.argv.slice(2));
const startedMs = performance.now();
try {
	// Loaded once the options are known to be right: help and refusals answer at once.
	const { startLocalCloud } = await import("./local-cloud.ts");
	const localCloud = await startLocalCloud(options);
	endOnSignal(localCloud);
	if (ready === "json") console.log(JSON.stringify({ ready: true, ...localCloud.describe() }));
	if (ready === "banner") console.log(banner(localCloud.describe(), performance.now() - startedMs));
} catch (error) {
	if (!(error instanceof LocalCloudError)) throw error;
	console.error(pc.red(error.message));
	process.exit(EXIT_CANNOT_START);
}

/** The first signal stops cleanly; the second does not wait. */
function endOnSignal(localCloud: LocalCloud): void {
	let isStopping = false;
	const stop = (): void => {
		if (isStopping) process.exit(EXIT_INTERRUPTED);
		isStopping = true;
		localCloud.stop().then(
			() => process.exit(0),
			(error: unknown) => {
				console.error(error);
				process.exit(EXIT_CANNOT_START);
			},
		);
	};
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	// Started by a program with a channel to it: when that program is gone, however it ended, nobody is left to stop the local cloud.
	process.once("disconnect", () => {
		if (!isStopping) stop();
	});
}

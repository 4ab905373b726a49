import { setFlagsFromString } from "node:v8";
import pc from "picocolors";
import { readLocalCloudArguments } from "./arguments.ts";
import { banner } from "./banner.ts";
import type { LocalCloud } from "./local-cloud.ts";
import { LocalCloudError } from "./local-cloud-error.ts";

/** `npm start`. Exit codes: 0 after a clean stop, 1 if the local cloud cannot start, 2 for wrong usage, 130 for a second signal. */

const EXIT_CANNOT_START = 1;
const EXIT_INTERRUPTED = 130;

// How much every thread's heap grows before it is collected. V8 lets it double: half of the tables' heap was garbage.
setFlagsFromString("--heap-growing-percent=30");

const { ready, localCloud: options } = readLocalCloudArguments(process.argv.slice(2));
const startedMs = performance.now();
try {
	// Loaded after the options are checked, so that help and refusals come at once.
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
	// The program that started this one has a channel to it. When that program ends in any way, nothing else would stop the local cloud.
	process.once("disconnect", () => {
		if (!isStopping) stop();
	});
}

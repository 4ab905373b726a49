import { EXIT_CODES } from "../errors/exit-codes.ts";

/** Runs work that the first Ctrl-C or SIGTERM stops. The second one ends the process at once. */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const interrupted = new AbortController();
	const stop = (): void => {
		if (interrupted.signal.aborted) process.exit(EXIT_CODES.interrupted);
		interrupted.abort();
	};
	// Not `once`: the library that restores the cursor ends the process itself if it finds no other listener.
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	try {
		return await work(interrupted.signal);
	} finally {
		process.removeListener("SIGINT", stop);
		process.removeListener("SIGTERM", stop);
	}
}

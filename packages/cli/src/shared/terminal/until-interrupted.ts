import { EXIT_CODES } from "../errors/exit-codes.ts";

/** Runs work that can be told to stop: by the first Ctrl-C or SIGTERM. The second does not wait for it. */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const interrupted = new AbortController();
	const stop = (): void => {
		if (interrupted.signal.aborted) process.exit(EXIT_CODES.interrupted);
		interrupted.abort();
	};
	// Not `once`: what restores the cursor ends the process itself where it finds nobody else listening any longer.
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	try {
		return await work(interrupted.signal);
	} finally {
		process.removeListener("SIGINT", stop);
		process.removeListener("SIGTERM", stop);
	}
}

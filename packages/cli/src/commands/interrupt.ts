/** Runs work that can be told to stop: by the first Ctrl-C or SIGTERM. A second one ends the process as it would without this. */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const interrupted = new AbortController();
	const stop = (): void => interrupted.abort();
	process.once("SIGINT", stop);
	process.once("SIGTERM", stop);
	try {
		return await work(interrupted.signal);
	} finally {
		process.removeListener("SIGINT", stop);
		process.removeListener("SIGTERM", stop);
	}
}

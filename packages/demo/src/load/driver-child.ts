import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { DriverMessage, DriverOrder, LoadCounts, LoadResult } from "./load-result.ts";

/** Runs the driver in a process of its own, so that making the load does not slow down what is loaded. */
export function runDriver(order: DriverOrder, onProgress: (counts: LoadCounts) => void, signal: AbortSignal): Promise<LoadResult> {
	return new Promise((resolve, reject) => {
		const child = fork(fileURLToPath(new URL("./driver-process.ts", import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
		let result: LoadResult | undefined;
		const stop = () => child.kill("SIGTERM");
		signal.addEventListener("abort", stop, { once: true });
		child.on("message", (message: DriverMessage) => {
			if (message.kind === "progress") onProgress(message.counts);
			else result = message.result;
		});
		child.once("error", reject);
		child.once("exit", (code) => {
			signal.removeEventListener("abort", stop);
			if (result !== undefined) resolve(result);
			else if (signal.aborted) reject(new Error("The load was stopped before it was done."));
			else reject(new Error(`The load driver ended with code ${code} and no result; its lines above say why.`));
		});
		child.send(order);
	});
}

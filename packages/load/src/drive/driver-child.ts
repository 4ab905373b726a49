import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadResult } from "./load-result.ts";
import type { DriverMessage, DriverOrder, LoadProgress, ParentMessage } from "./messages.ts";

export interface DriverSignals {
	/** Ends the driver at once, without a result. */
	readonly abort: AbortSignal;
	/** Ends the load early and keeps the measurements. */
	readonly stop?: AbortSignal;
}

/** Runs the driver in a process of its own, so that the load generator does not slow down its target. */
export function runDriver(order: DriverOrder, onProgress: (progress: LoadProgress) => void, signals: DriverSignals): Promise<LoadResult> {
	const { abort, stop } = signals;
	return new Promise((resolve, reject) => {
		const child = fork(fileURLToPath(new URL("./driver-process.ts", import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
		let result: LoadResult | undefined;
		const onAbort = () => child.kill("SIGTERM");
		const onStop = () => tell(child, { kind: "stop" });
		abort.addEventListener("abort", onAbort, { once: true });
		stop?.addEventListener("abort", onStop, { once: true });
		child.on("message", (message: DriverMessage) => {
			if (message.kind === "progress") onProgress(message.progress);
			else result = message.result;
		});
		child.once("error", reject);
		child.once("exit", (code) => {
			abort.removeEventListener("abort", onAbort);
			stop?.removeEventListener("abort", onStop);
			if (result !== undefined) resolve(result);
			else if (abort.aborted) reject(new Error("The load was stopped before its end."));
			else reject(new Error(`The load driver ended with code ${code} and no result; its lines above say why.`));
		});
		tell(child, { kind: "start", order });
		if (abort.aborted) onAbort();
		if (stop?.aborted === true) onStop();
	});
}

function tell(child: ChildProcess, message: ParentMessage): void {
	if (child.connected) child.send(message);
}

import { driveVotes } from "./driver.ts";
import type { DriverMessage, ParentMessage } from "./messages.ts";

/** The driver as a process of its own: one order in, progress and one result out, over Node's own channel to the parent. */
function send(message: DriverMessage, whenSent?: () => void): void {
	process.send?.(message, undefined, undefined, () => whenSent?.());
}

let isStopped = false;

// A terminal's Ctrl-C reaches every process of its group. Only the parent's message counts, so that no measurement is lost.
process.on("SIGINT", () => {});
process.once("disconnect", () => process.exit());
process.on("message", (message: ParentMessage) => {
	if (message.kind === "stop") {
		isStopped = true;
		return;
	}
	driveVotes(message.order, { onProgress: (progress) => send({ kind: "progress", progress }), isStopped: () => isStopped }).then(
		(result) => {
			// Exits only after sending: the result is large, and an earlier exit would lose it. Without the exit, open connections would keep the
			// process.
			send({ kind: "result", result }, () => process.exit());
		},
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		},
	);
});

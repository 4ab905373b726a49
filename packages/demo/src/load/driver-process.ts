import { driveVotes } from "./driver.ts";
import type { DriverMessage, DriverOrder } from "./load-result.ts";

/** The driver as a process of its own: one order in, progress and one result out, over Node's own channel to the parent. */
function send(message: DriverMessage, whenSent?: () => void): void {
	process.send?.(message, undefined, undefined, () => whenSent?.());
}

process.once("disconnect", () => process.exit());
process.once("message", (order: DriverOrder) => {
	driveVotes(order, (counts) => send({ kind: "progress", counts })).then(
		(result) => {
			// The result is large: disconnecting before it has left would lose it.
			send({ kind: "result", result }, () => process.disconnect());
		},
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		},
	);
});

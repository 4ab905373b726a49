import { isRunning } from "../evaluate/active-override.ts";
import type { Ports } from "../ports/ports.ts";
import type { Conflict } from "./manual-reshard.ts";

/**
 * Who was first.
 * @param ownRunId is no rival
 * @throws HistoryError
 */
export async function findConflict(
	{ clock, history }: Pick<Ports, "clock" | "history">,
	streamName: string,
	ownRunId: string,
): Promise<Conflict> {
	const nowMs = clock.nowMs();
	const { intent, run } = await history.load(streamName, nowMs);
	if (isRunning(run, nowMs) && run.runId !== ownRunId) return { kind: "run", run };
	return intent === undefined ? { kind: "unknown" } : { kind: "intent", intent };
}

import { isRunning } from "./override-in-force.ts";
import type { Rival } from "./person-reshard.ts";
import type { Ports } from "./ports.ts";

/**
 * Who was first.
 * @param ownRunId is no rival
 * @throws HistoryError
 */
export async function rivalOn({ clock, history }: Pick<Ports, "clock" | "history">, streamName: string, ownRunId: string): Promise<Rival> {
	const nowMs = clock.nowMs();
	const { intent, run } = await history.load(streamName, nowMs);
	if (isRunning(run, nowMs) && run.runId !== ownRunId) return { kind: "run", run };
	return intent === undefined ? { kind: "unknown" } : { kind: "intent", intent };
}

import { activeOverride } from "@headroom/controller";
import type { Override } from "@headroom/engine";
import type { SessionPorts } from "../../shared/session/session-ports.ts";

/** The active override. @throws HistoryError */
export async function readActiveOverride(
	{ clock, history: histories }: Pick<SessionPorts, "clock" | "history">,
	streamName: string,
): Promise<Override> {
	const nowMs = clock.nowMs();
	const { history } = await histories.load(streamName, nowMs);
	return activeOverride({ history }, nowMs);
}

import { createLogUpdate } from "log-update";
import type { Terminal } from "../terminal/terminal.ts";

/** Progress is shown only if the simulation takes longer than this. */
const SHOWN_AFTER_MS = 1_000;
const BAR_WIDTH = 20;

/** The progress of a simulation, on the standard error, for a person only. */
export function simulationProgress({ isTty }: Terminal): {
	readonly show: (passedSeconds: number, allSeconds: number) => void;
	readonly end: () => void;
} {
	if (!isTty) return { show: () => {}, end: () => {} };
	const line = createLogUpdate(process.stderr);
	const startedMs = performance.now();
	return {
		show: (passedSeconds, allSeconds) => {
			if (performance.now() - startedMs < SHOWN_AFTER_MS) return;
			const share = passedSeconds / allSeconds;
			line(
				`${"█".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, "░")} ${Math.floor(share * 100)} % of ${Math.round(allSeconds / 86_400)} simulated days`,
			);
		},
		end: () => line.clear(),
	};
}

import { setTimeout as sleep } from "node:timers/promises";
import type { CountPorts } from "./wait-until-counted.ts";

/** The total as anybody reads it, over HTTP, and the wall's clock. All of it rejects when the signal is aborted. */
export function countPorts(apiUrl: string, pollId: string, readTokens: CountPorts["readTokens"], signal: AbortSignal): CountPorts {
	return {
		async readTotal() {
			const response = await fetch(`${apiUrl}/votes/${pollId}`, { signal });
			return response.ok ? ((await response.json()) as { total: number }).total : undefined;
		},
		readTokens,
		nowMs: Date.now,
		pause: (ms) => sleep(ms, undefined, { signal }),
	};
}

import { setTimeout as sleep } from "node:timers/promises";
import type { CountPorts } from "./wait-until-counted.ts";

/** The public total over HTTP, and the system clock. Everything rejects when the signal aborts. */
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

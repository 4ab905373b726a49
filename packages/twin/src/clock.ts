/** The twins' only source of time. `schedule` runs `task` once, at or after `atMs`; the answer cancels it. */
export interface TwinClock {
	nowMs(): number;
	schedule(atMs: number, task: () => void): () => void;
}

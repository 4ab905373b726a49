/** Exit codes of `headroom`. Stable: scripts depend on them, and docs/cli.md lists them. */
export const EXIT_CODES = {
	done: 0,
	failed: 1,
	usage: 2,
	/** A limit forbids it: the service's, the account's, the policy's, or a person's override. */
	refused: 3,
	"not-found": 4,
	"no-access": 5,
	/** Ctrl-C: 128 and the signal's number, as shells count. */
	interrupted: 130,
} as const;

export type ExitKind = keyof typeof EXIT_CODES;

/** From the best to the worst: how much of what was asked for is left open, or unknown. */
const BEST_FIRST: readonly ExitKind[] = ["done", "refused", "not-found", "usage", "no-access", "failed", "interrupted"];

/** How a command over several streams ends; `done` if there is none. */
export function worstExit(ends: readonly ExitKind[]): ExitKind {
	return BEST_FIRST[Math.max(0, ...ends.map((end) => BEST_FIRST.indexOf(end)))] ?? "failed";
}

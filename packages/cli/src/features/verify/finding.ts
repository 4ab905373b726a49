/**
 * - `ok`: it was looked at, or tried, and holds.
 * - `broken`: it does not.
 * - `unchecked`: it could not be looked at; `says` has why.
 * - `absent`: this deployment does not have it, and need not.
 */
export type LinkState = "absent" | "broken" | "ok" | "unchecked";

/** What was found of one link of the deployment. */
export interface LinkFinding {
	readonly state: LinkState;
	/** Stable: `mapping.disabled`; of what holds, the link's own. */
	readonly code: string;
	/** A function's name, a queue's, a stream's. */
	readonly where: string;
	/** One sentence. */
	readonly says: string;
	/** Commands or steps that mend it, in order; can be copied. Empty where nothing is to be done. */
	readonly fix: readonly string[];
	/** Whether it is unchecked for want of a permission or of credentials. */
	readonly isNoAccess?: boolean;
}

export function ok(where: string, says: string): LinkFinding {
	return { state: "ok", code: "ok", where, says, fix: [] };
}

export function broken(code: string, where: string, says: string, ...fix: readonly string[]): LinkFinding {
	return { state: "broken", code, where, says, fix };
}

export function unchecked(code: string, where: string, says: string, ...fix: readonly string[]): LinkFinding {
	return { state: "unchecked", code, where, says, fix };
}

export function absent(where: string, says: string): LinkFinding {
	return { state: "absent", code: "absent", where, says, fix: [] };
}

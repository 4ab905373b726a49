import type { Override } from "@headroom/engine";

/** What people do to streams by commands: `history` shows it. Reshards are in the ledger. */
export interface ActsPort {
	/** @throws HistoryError `history.unavailable` */
	recordAct(act: PersonAct): Promise<void>;
}

/** Who did what, when and why. Kept after the stream is detached. */
export interface PersonAct {
	readonly streamName: string;
	readonly atMs: number;
	/** The end of the ARN that STS gives: `user/ana`. */
	readonly by: string;
	/** The whole ARN; on the local cloud `local/` and the name of this machine's user. Absent where a caller does not know it. */
	readonly identity?: string;
	readonly reason: string;
	readonly change: ActChange;
	/** Why it broke off. What was done before stays. Absent if it was done whole. */
	readonly brokeOff?: string;
}

/** Policies are kept as a person wrote them; `null` stands for one that nobody could read. */
export type ActChange =
	| { readonly kind: "hold" | "pause"; readonly untilMs: number; readonly replaced: Override }
	| { readonly kind: "release" | "resume"; readonly ended: Override }
	/** `before` is absent if the deployed policy applied. */
	| { readonly kind: "policy-set"; readonly before?: unknown; readonly after: unknown }
	| { readonly kind: "policy-reset"; readonly before: unknown }
	/** `after` is absent if only alarms were put. `isNew`: the stream was not managed before. */
	| { readonly kind: "attach"; readonly isNew: boolean; readonly before?: unknown; readonly after?: unknown }
	| { readonly kind: "detach"; readonly before: unknown };

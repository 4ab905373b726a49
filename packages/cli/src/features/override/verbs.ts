/** The two words of an override: the command that begins it, and the one that ends it. */
export interface OverrideVerbs {
	/** Also the name of the command that begins it. */
	readonly kind: "hold" | "pause";
	readonly endedBy: string;
	readonly summary: string;
	readonly description: string;
}

export const PAUSE: OverrideVerbs = {
	kind: "pause",
	endedBy: "resume",
	summary: "stop the autoscaler for a while, and nothing else",
	description: "The autoscaler does not act on the stream until then. Alarms, notifications and\nproducers go on; scale still works.",
};
export const HOLD: OverrideVerbs = {
	kind: "hold",
	endedBy: "release",
	summary: "keep the shard count where it is for a while",
	description: "The shard count stays as it is until then, whatever the load; scale still works.",
};

export function verbsOf(kind: OverrideVerbs["kind"]): OverrideVerbs {
	return kind === "pause" ? PAUSE : HOLD;
}

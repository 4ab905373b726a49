/** The commands of an override: the one that begins it, and the one that ends it. */
export interface OverrideVerbs {
	/** Also the name of the command that begins it. */
	readonly kind: "hold" | "pause";
	readonly endedBy: string;
	/** The same as the beginnings of questions. */
	readonly begins: string;
	readonly ends: string;
	readonly summary: string;
	readonly description: string;
}

export const PAUSE: OverrideVerbs = {
	kind: "pause",
	endedBy: "resume",
	begins: "Pause",
	ends: "Resume",
	summary: "stop the autoscaler for a while",
	description:
		"For the given time the autoscaler does not act on the stream. Alarms, notifications and producers go on, and the scale command works.",
};
export const HOLD: OverrideVerbs = {
	kind: "hold",
	endedBy: "release",
	begins: "Hold",
	ends: "Release",
	summary: "keep the shard count as it is for a while",
	description: "For the given time the autoscaler does not change the shard count, at any load. The scale command works.",
};

export function verbsOf(kind: OverrideVerbs["kind"]): OverrideVerbs {
	return kind === "pause" ? PAUSE : HOLD;
}

import type { LoadModel } from "./load-model.ts";
import type { AnswerGroup, LoadCounts, LoadResult, SecondSample } from "./load-result.ts";

/** The parent's order to the driver. */
export interface DriverOrder {
	readonly apiUrl: string;
	readonly pollId: string;
	readonly model: LoadModel;
	readonly durationSeconds: number;
}

export interface LoadProgress {
	readonly counts: LoadCounts;
	/** Seconds that ended since the last message. */
	readonly seconds: readonly SecondSample[];
	readonly groups: readonly AnswerGroup[];
}

/** From the driver process to its parent. */
export type DriverMessage =
	| { readonly kind: "progress"; readonly progress: LoadProgress }
	| { readonly kind: "result"; readonly result: LoadResult };

/** From the parent to the driver process. */
export type ParentMessage = { readonly kind: "start"; readonly order: DriverOrder } | { readonly kind: "stop" };

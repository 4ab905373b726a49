import type { World } from "../world/world.ts";
import type { Invariant } from "./invariant.ts";
import { INVARIANTS } from "./invariants/index.ts";

export interface Violation {
	readonly invariant: string;
	readonly streamName: string;
	readonly atMs: number;
	/** One sentence. */
	readonly says: string;
}

/** Holds what happened against each invariant. It shares no code with what it checks. */
export class Checker {
	readonly violations: Violation[] = [];
	readonly #checks: readonly Invariant[];

	constructor(world: World) {
		this.#checks = INVARIANTS.map((invariant) =>
			invariant.over(world, (streamName, says) =>
				this.violations.push({ invariant: invariant.name, streamName, atMs: world.time.nowMs(), says }),
			),
		);
		world.journal.read((entry) => {
			for (const check of this.#checks) check.happened?.(entry);
		});
	}

	lookAtMinute(): void {
		for (const check of this.#checks) check.minute?.();
	}

	async lookAtEnd(): Promise<void> {
		for (const check of this.#checks) await check.end?.();
	}
}

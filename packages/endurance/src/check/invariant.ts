import type { World } from "../world/world.ts";
import type { JournalEntry } from "./journal.ts";

/** What one invariant looks at in one run. */
export interface Invariant {
	happened?(entry: JournalEntry): void;
	/** Once a minute of virtual time. */
	minute?(): void;
	/** After the quiet hours. */
	end?(): Promise<void> | void;
}

export interface InvariantDefinition {
	readonly name: string;
	/** What must hold, one sentence. */
	readonly holds: string;
	over(world: World, violated: (streamName: string, says: string) => void): Invariant;
}

import type {
	DeployedStreams,
	ManagedStreamsPort,
	NewStoredPolicy,
	StoredPolicy,
	StoredPolicyReading,
	StorePolicyOutcome,
	StreamListing,
	SweepPosition,
} from "../../src/index.ts";

/** Stored policies in memory. */
export class InMemoryManagedStreams implements ManagedStreamsPort {
	readonly #stored = new Map<string, StoredPolicy>();
	#deployed: DeployedStreams | undefined;
	#sweepPosition: SweepPosition | undefined;

	async list(): Promise<StreamListing> {
		const stored = [...this.#stored.values()].sort((a, b) => (a.streamName < b.streamName ? -1 : 1));
		return {
			stored,
			...(this.#deployed === undefined ? {} : { deployed: this.#deployed }),
			...(this.#sweepPosition === undefined ? {} : { sweepPosition: this.#sweepPosition }),
		};
	}

	async find(streamName: string): Promise<StoredPolicyReading> {
		return this.#stored.get(streamName) ?? { kind: "none" };
	}

	async put(policy: NewStoredPolicy, revision: number): Promise<StorePolicyOutcome> {
		const standing = this.#stored.get(policy.streamName);
		if ((standing?.revision ?? 0) !== revision) return { kind: "lost-race", standing: standing ?? { kind: "none" } };
		this.#stored.set(policy.streamName, { ...structuredClone(policy), kind: "stored", revision: revision + 1 });
		return { kind: "stored", revision: revision + 1 };
	}

	async remove(streamName: string): Promise<void> {
		this.#stored.delete(streamName);
	}

	async recordDeployed(deployed: DeployedStreams): Promise<void> {
		this.#deployed = deployed;
	}

	async recordSweepPosition(position: SweepPosition): Promise<void> {
		this.#sweepPosition = position;
	}
}

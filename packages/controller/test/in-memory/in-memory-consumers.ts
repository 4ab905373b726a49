import type { ConsumersObservation } from "@headroom/engine";
import type { ConsumersPort } from "../../src/index.ts";

/** Nobody but those who share the shards, until told otherwise. */
const NO_CONSUMERS: ConsumersObservation = { kind: "known", retentionHours: 24, registered: [], eventSourceMappings: [] };

/** Who reads, as plain data. */
export class InMemoryConsumers implements ConsumersPort {
	/** How often it was asked. */
	reads = 0;
	readonly #consumers = new Map<string, ConsumersObservation>();

	put(streamName: string, consumers: ConsumersObservation): void {
		this.#consumers.set(streamName, consumers);
	}

	async read(streamName: string): Promise<ConsumersObservation> {
		this.reads += 1;
		return this.#consumers.get(streamName) ?? NO_CONSUMERS;
	}
}

import { InMemoryHistory, InMemoryRecheckQueue } from "../../src/in-memory/index.ts";
import type { ClockPort, Ports } from "../../src/index.ts";
import { CollectingNotifier, CollectingTelemetry } from "./collecting.ts";
import { InMemoryConsumers } from "./in-memory-consumers.ts";
import { InMemoryLoad } from "./in-memory-load.ts";
import { InMemoryStreams } from "./in-memory-stream.ts";

export * from "../../src/in-memory/index.ts";
export * from "./collecting.ts";
export * from "./in-memory-alarms.ts";
export * from "./in-memory-consumers.ts";
export * from "./in-memory-load.ts";
export * from "./in-memory-managed-streams.ts";
export * from "./in-memory-stream.ts";

/** Every port in memory, on one clock. */
export interface InMemoryPorts extends Ports {
	readonly consumers: InMemoryConsumers;
	readonly history: InMemoryHistory;
	readonly load: InMemoryLoad;
	readonly notifier: CollectingNotifier;
	readonly recheck: InMemoryRecheckQueue;
	readonly stream: InMemoryStreams;
	readonly telemetry: CollectingTelemetry;
}

/**
 * @param reshardMs how long a reshard takes
 */
export function inMemoryPorts(clock: ClockPort, reshardMs?: number): InMemoryPorts {
	return {
		clock,
		consumers: new InMemoryConsumers(),
		history: new InMemoryHistory(),
		load: new InMemoryLoad(),
		notifier: new CollectingNotifier(),
		recheck: new InMemoryRecheckQueue(clock),
		stream: new InMemoryStreams(clock, reshardMs),
		telemetry: new CollectingTelemetry(),
	};
}

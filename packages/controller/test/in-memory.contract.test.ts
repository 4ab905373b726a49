import type { Recheck } from "../src/index.ts";
import {
	alarmsContract,
	historyContract,
	historyReaderContract,
	loadContract,
	managedStreamsContract,
	notifierContract,
	recheckContract,
	streamContract,
} from "./contracts/index.ts";
import {
	CollectingNotifier,
	InMemoryAlarms,
	InMemoryHistory,
	InMemoryLoad,
	InMemoryManagedStreams,
	InMemoryRecheckQueue,
	InMemoryStreams,
} from "./in-memory/index.ts";

const wallClock = { nowMs: () => Date.now() };
const cleanup = async (): Promise<void> => {};

historyContract("in memory", async () => ({ port: new InMemoryHistory(), cleanup }));

historyReaderContract("in memory", async () => {
	const history = new InMemoryHistory();
	return { port: history.reader(), history, cleanup };
});

managedStreamsContract("in memory", async () => ({ port: new InMemoryManagedStreams(), cleanup }));

alarmsContract("in memory", async () => ({ port: new InMemoryAlarms(), cleanup }));

streamContract("in memory", async () => {
	const port = new InMemoryStreams(wallClock, 100);
	return { port, createStream: async (streamName, shape) => port.put(streamName, shape), reshardTimeoutMs: 2_000, cleanup };
});

loadContract("in memory", async () => {
	const port = new InMemoryLoad();
	return {
		port,
		putMinute: async (streamName, minute) => port.addMinute(streamName, minute),
		putThrottles: async (streamName, { atMs, throttledRecords }) => port.addThrottles(streamName, atMs, throttledRecords),
		nowMs: wallClock.nowMs,
		visibleWithinMs: 1_000,
		cleanup,
	};
});

notifierContract("in memory", async () => {
	const port = new CollectingNotifier();
	return {
		port,
		received: async (streamName) => port.published.filter((notification) => notification.streamName === streamName),
		deliveredWithinMs: 1_000,
		cleanup,
	};
});

recheckContract("in memory", async () => {
	const port = new InMemoryRecheckQueue(wallClock);
	const taken: (Recheck & { readonly atMs: number })[] = [];
	return {
		port,
		received: async (streamName) => {
			for (const recheck of port.takeDue()) taken.push({ ...recheck, atMs: wallClock.nowMs() });
			return taken.filter((recheck) => recheck.streamName === streamName);
		},
		nowMs: wallClock.nowMs,
		lateByAtMostMs: 2_000,
		cleanup,
	};
});

import { HistoryError, type ManagedStreamsPort } from "@headroom/controller";
import { CollectingTelemetry, InMemoryManagedStreams } from "@headroom/controller/test-ports";
import { DEFAULT_POLICY } from "@headroom/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { type FoundStream, managedStreamFinder } from "../../src/autoscaling/find-streams.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const DEPLOYED = '{"votes":{"maxShardCount":8},"orders":{}}';

let stored: InMemoryManagedStreams;
let telemetry: CollectingTelemetry;

beforeEach(() => {
	stored = new InMemoryManagedStreams();
	telemetry = new CollectingTelemetry();
});

function finder(port: ManagedStreamsPort = stored) {
	return managedStreamFinder(port, DEPLOYED, { clock: { nowMs: () => NOW_MS }, telemetry });
}

function store(streamName: string, written: unknown): Promise<unknown> {
	return stored.put({ streamName, written, by: "ana", atMs: NOW_MS }, 0);
}

function shown(found: FoundStream | undefined): unknown {
	if (found === undefined) return undefined;
	return "fault" in found ? { streamName: found.streamName, code: found.fault.code } : [found.streamName, found.policy.maxShardCount];
}

const outage = new HistoryError("The table did not answer.", { code: "history.unavailable", retryable: true });
function failing(changes: Partial<ManagedStreamsPort>): ManagedStreamsPort {
	return {
		list: () => stored.list(),
		find: (name) => stored.find(name),
		put: outageOf,
		remove: outageOf,
		recordDeployed: outageOf,
		recordSweepPosition: outageOf,
		...changes,
	};
}
const outageOf = (): Promise<never> => Promise.reject(outage);

describe("one stream", () => {
	it("that is deployed has its deployed policy, until a person stores another", async () => {
		expect(shown(await finder().find("votes"))).toEqual(["votes", 8]);
		await store("votes", { maxShardCount: 20 });
		expect(shown(await finder().find("votes"))).toEqual(["votes", 20]);
		await stored.remove("votes");
		expect(shown(await finder().find("votes"))).toEqual(["votes", 8]);
	});

	it("that is attached is found at once by what was made before, and is gone at once when it is detached", async () => {
		const before = finder();
		expect(await before.find("clicks")).toBeUndefined();
		await store("clicks", { maxShardCount: 3 });
		expect(shown(await before.find("clicks"))).toEqual(["clicks", 3]);
		await stored.remove("clicks");
		expect(await before.find("clicks")).toBeUndefined();
	});

	it("whose stored policy is no policy has that fault, and not the deployed policy", async () => {
		await store("votes", { maxShards: 20 });
		const found = await finder().find("votes");
		expect(shown(found)).toEqual({ streamName: "votes", code: "policy.malformed" });
		expect(found !== undefined && "fault" in found && found.fault.message).toContain("votes.maxShards: is not a known key");
	});

	it("has the outage as its fault where what is stored cannot be read", async () => {
		expect(shown(await finder(failing({ find: outageOf })).find("votes"))).toEqual({ streamName: "votes", code: "history.unavailable" });
	});
});

describe("all streams", () => {
	it("are the deployed ones in their order, then the attached ones; one with a fault stops no other", async () => {
		await store("clicks", {});
		await store("broken", 7);
		await store("orders", { maxShardCount: 5 });
		expect((await finder().all()).found.map(shown)).toEqual([
			["votes", 8],
			["orders", 5],
			{ streamName: "broken", code: "policy.malformed" },
			["clicks", DEFAULT_POLICY.maxShardCount],
		]);
	});

	it("go on where a stored policy is nested 20,000 deep: it alone has that fault", async () => {
		const common = { kind: "stored", by: "hand", atMs: NOW_MS, revision: 1 } as const;
		const nested = { ...common, streamName: "nested", written: JSON.parse(`{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`) };
		const port = failing({
			list: async () => ({ stored: [{ ...common, streamName: "clicks", written: {} }, nested] }),
			recordDeployed: async () => {},
		});
		const { found } = await finder(port).all();
		expect(found.map(shown)).toEqual([
			["votes", 8],
			["orders", DEFAULT_POLICY.maxShardCount],
			["clicks", DEFAULT_POLICY.maxShardCount],
			{ streamName: "nested", code: "policy.malformed" },
		]);
		expect(found.flatMap((stream) => ("fault" in stream ? [stream.fault.message] : []))).toEqual([
			"the stored policy of nested has 1 problem:\n- nested: must not be nested deeper than 16 levels",
		]);
	});

	it("that are malformed in the table are found with that fault, and not with the deployed policy", async () => {
		const error = new HistoryError("policy#votes is malformed", { code: "history.malformed", retryable: false });
		const malformed = failing({
			list: async () => ({ stored: [{ kind: "malformed", streamName: "votes", error }] }),
			recordDeployed: async () => {},
		});
		expect((await finder(malformed).all()).found.map(shown)).toEqual([
			["orders", DEFAULT_POLICY.maxShardCount],
			{ streamName: "votes", code: "history.malformed" },
		]);
	});

	it("that are deployed are written down once, and again when a deployment changes them", async () => {
		await stored.recordDeployed({ streamsJson: '{"votes":{}}', atMs: 1 });
		await finder().all();
		expect((await stored.list()).deployed).toEqual({ streamsJson: DEPLOYED, atMs: NOW_MS });
		// A write would fail: none is needed.
		expect((await finder(failing({})).all()).found).toHaveLength(2);
		expect(telemetry.lines).toEqual([]);
	});

	it("are found, and the failure is said, where they cannot be written down", async () => {
		expect((await finder(failing({})).all()).found).toHaveLength(2);
		expect(telemetry.lines).toEqual([{ level: "warn", event: "streams.not-recorded", fields: { reason: "The table did not answer." } }]);
	});

	it("are found with where the sweep before stopped, unless that is long ago", async () => {
		expect(await finder().all()).not.toHaveProperty("afterStreamName");
		await finder().keepPosition("orders");
		expect(await finder().all()).toMatchObject({ afterStreamName: "orders" });
		await stored.recordSweepPosition({ afterStreamName: "orders", atMs: NOW_MS - 600_000 });
		expect(await finder().all()).not.toHaveProperty("afterStreamName");
	});

	it("are swept all the same, and the failure is said, where a sweep cannot write down how far it has come", async () => {
		await finder(failing({})).keepPosition("orders");
		expect(telemetry.lines).toEqual([{ level: "warn", event: "sweep.not-recorded", fields: { reason: "The table did not answer." } }]);
	});

	it("have the outage as their fault where what is stored cannot be read", async () => {
		expect((await finder(failing({ list: outageOf })).all()).found.map(shown)).toEqual([
			{ streamName: "votes", code: "history.unavailable" },
			{ streamName: "orders", code: "history.unavailable" },
		]);
	});
});

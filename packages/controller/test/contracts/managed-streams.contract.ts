import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManagedStreamsPort, NewStoredPolicy } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface ManagedStreamsWorld {
	readonly port: ManagedStreamsPort;
	readonly cleanup: () => Promise<void>;
}

/** What every ManagedStreamsPort promises. */
export function managedStreamsContract(name: string, makePort: () => Promise<ManagedStreamsWorld>): void {
	describe(`ManagedStreamsPort: ${name}`, () => {
		let world: ManagedStreamsWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		it("knows nothing of a stream that nobody stored a policy for", async () => {
			const streamName = uniqueStreamName();
			expect(await world.port.find(streamName)).toEqual({ kind: "none" });
			expect((await world.port.list()).stored.filter((stored) => stored.streamName === streamName)).toEqual([]);
		});

		it("gives a policy back as it was written, with who and when, alone and in the list", async () => {
			const policy = aPolicy(uniqueStreamName());
			expect(await world.port.put(policy, 0)).toEqual({ kind: "stored", revision: 1 });
			const stored = { ...policy, kind: "stored", revision: 1 };
			expect(await world.port.find(policy.streamName)).toEqual(stored);
			expect((await world.port.list()).stored).toContainEqual(stored);
		});

		it("lists streams by name", async () => {
			const prefix = uniqueStreamName();
			for (const suffix of ["c", "a", "b"]) await world.port.put(aPolicy(`${prefix}-${suffix}`), 0);
			const names = (await world.port.list()).stored.map(({ streamName }) => streamName).filter((each) => each.startsWith(prefix));
			expect(names).toEqual([`${prefix}-a`, `${prefix}-b`, `${prefix}-c`]);
		});

		it("lets a policy be replaced by who has read it, and tells everybody else what stands", async () => {
			const first = aPolicy(uniqueStreamName());
			await world.port.put(first, 0);
			expect(await world.port.put({ ...first, by: "ben" }, 0)).toEqual({
				kind: "lost-race",
				standing: { ...first, kind: "stored", revision: 1 },
			});
			expect(await world.port.put({ ...first, by: "ben", written: {} }, 1)).toEqual({ kind: "stored", revision: 2 });
			expect(await world.port.find(first.streamName)).toMatchObject({ by: "ben", written: {}, revision: 2 });
		});

		it("lets exactly one of many people at once store theirs", async () => {
			const streamName = uniqueStreamName();
			const policies = Array.from({ length: 8 }, (_, index) => ({ ...aPolicy(streamName), by: `person-${index}` }));
			const outcomes = await Promise.all(policies.map((policy) => world.port.put(policy, 0)));
			const winners = policies.filter((_, index) => outcomes[index]?.kind === "stored");
			expect(winners).toHaveLength(1);
			expect(await world.port.find(streamName)).toMatchObject({ by: winners[0]?.by });
		});

		it("does not bring back what was removed meanwhile", async () => {
			const policy = aPolicy(uniqueStreamName());
			await world.port.put(policy, 0);
			await world.port.remove(policy.streamName);
			await world.port.remove(policy.streamName);
			expect(await world.port.find(policy.streamName)).toEqual({ kind: "none" });
			expect(await world.port.put(policy, 1)).toEqual({ kind: "lost-race", standing: { kind: "none" } });
		});

		it("keeps what is deployed, the newest word of it", async () => {
			await world.port.recordDeployed({ streamsJson: '{"votes":{}}', atMs: 1 });
			await world.port.recordDeployed({ streamsJson: '{"votes":{"maxShardCount":8}}', atMs: 2 });
			expect((await world.port.list()).deployed).toEqual({ streamsJson: '{"votes":{"maxShardCount":8}}', atMs: 2 });
		});

		it("keeps how far a sweep came, the newest word of it", async () => {
			await world.port.recordSweepPosition({ afterStreamName: "orders", atMs: 1 });
			await world.port.recordSweepPosition({ afterStreamName: "votes", atMs: 2 });
			expect((await world.port.list()).sweepPosition).toEqual({ afterStreamName: "votes", atMs: 2 });
		});
	});
}

function aPolicy(streamName: string): NewStoredPolicy {
	return {
		streamName,
		written: { maxShardCount: 8, scheduledFloors: [{ name: "evening", from: "18:00", to: "23:30", minShardCount: 4 }] },
		by: "ana",
		atMs: Date.UTC(2026, 10, 25, 12),
	};
}

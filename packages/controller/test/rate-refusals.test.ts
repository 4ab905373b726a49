import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { evaluateStreams, ObservationError, type Ports, withAccountRemembered } from "../src/index.ts";
import { inMemoryPorts } from "./in-memory/index.ts";
import { FAST_ALARM, replacing, SWEEP, TestClock, throttledWorld, World } from "./world.ts";

const refused = new ObservationError("kinesis:DescribeStreamSummary on stream votes failed: Rate exceeded.", {
	code: "observation.rate-exceeded",
	retryable: true,
	streamName: "votes",
});

/** The world's ports, which AWS has no rate for so often. */
function refusing(world: World, port: "load" | "stream", times: number): Ports {
	let left = times;
	const orRefuse =
		<Arguments extends readonly unknown[], Result>(call: (...args: Arguments) => Promise<Result>) =>
		(...args: Arguments): Promise<Result> => {
			left -= 1;
			return left >= 0 ? Promise.reject(refused) : call(...args);
		};
	const { load, stream } = world.ports;
	return port === "load"
		? { ...world.ports, load: replacing(load, { read: orRefuse(load.read.bind(load)) }) }
		: { ...world.ports, stream: replacing(stream, { describe: orRefuse(stream.describe.bind(stream)) }) };
}

const eventsOf = (world: World): string[] => world.ports.telemetry.lines.map(({ event }) => event);

describe("a stream that AWS has no rate for", () => {
	it("is looked at again at the end of the sweep: no failure, no message", async () => {
		const world = new World();
		const evaluations = await evaluateStreams(refusing(world, "stream", 1), [world.stream], SWEEP);
		expect(evaluations.map(({ outcome }) => outcome.kind)).toEqual(["held"]);
		expect(world.told()).toEqual([]);
		expect(eventsOf(world)).toEqual(["stream.postponed", "stream.evaluated", "sweep.finished"]);
		expect(world.ports.telemetry.lines.at(-1)).toMatchObject({ level: "info", fields: { streamCount: 1, failedStreamNames: [] } });
	});

	it("is left to the next sweep where it is refused again, and named: no failed sweep, no message", async () => {
		const world = new World();
		expect(await evaluateStreams(refusing(world, "stream", 2), [world.stream], SWEEP)).toEqual([]);
		expect(world.told()).toEqual([]);
		expect(world.ports.telemetry.lines.at(-1)).toMatchObject({
			level: "info",
			event: "sweep.finished",
			fields: { streamCount: 1, failedStreamNames: [], postponedStreamNames: ["votes"] },
		});
		expect(world.ports.recheck.waiting()).toEqual([]);
	});

	it("is looked at again half a minute later, where an alarm woke the loop", async () => {
		const world = throttledWorld();
		await expect(world.evaluate(FAST_ALARM, refusing(world, "stream", 1))).rejects.toBe(refused);
		expect(world.told()).toEqual([]);
		expect(world.ports.recheck.waiting().map(({ recheck }) => recheck)).toEqual([
			{ streamName: "votes", reason: "rate-exceeded", delaySeconds: 30 },
		]);
		expect(eventsOf(world)).toEqual(["stream.postponed"]);
	});

	it("fails all the same where that cannot be asked for: nobody else would look", async () => {
		const world = throttledWorld();
		const ports = refusing(world, "stream", 1);
		const recheck = replacing(world.ports.recheck, { schedule: () => Promise.reject(new Error("no queue")) });
		await expect(world.evaluate(FAST_ALARM, { ...ports, recheck })).rejects.toMatchObject({ code: "evaluation.incomplete" });
	});

	it("whose metrics are refused is postponed, where floors and bounds ask for nothing", async () => {
		const world = new World();
		expect(await evaluateStreams(refusing(world, "load", 2), [world.stream], SWEEP)).toEqual([]);
		expect(world.told()).toEqual([]);
	});

	it("whose metrics are refused keeps to its floor at once, and that is no failure", async () => {
		const world = new World({ minShardCount: 2 });
		const [evaluation] = await evaluateStreams(refusing(world, "load", 1), [world.stream], SWEEP);
		expect(evaluation?.outcome.kind).toBe("accepted");
		expect(world.told()).toEqual(["accepted: Headroom: votes: scaling out 1 -> 2 shards"]);
	});
});

describe("a sweep that runs out of time", () => {
	const names = Array.from({ length: 50 }, (_, index) => `stream-${String(index).padStart(2, "0")}`);

	/** Sweeps of a minute each, in which every stream takes two seconds of four workers: 30 streams at most. */
	async function sweep(count: number): Promise<string[][]> {
		const clock = new TestClock();
		const ports = inMemoryPorts(clock);
		for (const name of names) ports.stream.put(name);
		const streams = names.map((streamName) => ({ streamName, policy: DEFAULT_POLICY }));
		let afterStreamName: string | undefined;
		const sweeps: string[][] = [];
		for (let minute = 0; minute < count; minute += 1) {
			const begun: string[] = [];
			const stream = replacing(ports.stream, {
				describe: (streamName) => {
					begun.push(streamName);
					clock.advanceSeconds(2);
					return ports.stream.describe(streamName);
				},
			});
			const startMs = clock.nowMs();
			const keepPosition = async (name: string): Promise<void> => {
				afterStreamName = name;
			};
			await evaluateStreams({ ...ports, stream }, streams, SWEEP, { afterStreamName, untilMs: startMs + 55_000, keepPosition });
			sweeps.push(begun);
			clock.advanceSeconds(Math.max(0, (startMs + 60_000 - clock.nowMs()) / 1000));
		}
		const finished = ports.telemetry.lines.filter(({ event }) => event === "sweep.finished");
		for (const { fields } of finished) expect(fields).toMatchObject({ streamCount: 50, failedStreamNames: [] });
		return sweeps;
	}

	it("is gone on with by the next one: no stream has two turns more than another", async () => {
		const sweeps = await sweep(5);
		const turns = sweeps.flat();
		expect(sweeps.map(({ length }) => length > 20 && length < 40)).toEqual(sweeps.map(() => true));
		const counts = names.map((name) => turns.filter((turn) => turn === name).length);
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
	});

	it("says how far it has come while it goes on, so that little is lost where its process is ended", async () => {
		const kept: string[] = [];
		const clock = new TestClock();
		const ports = inMemoryPorts(clock);
		for (const name of names) ports.stream.put(name);
		const described: string[] = [];
		const stream = replacing(ports.stream, {
			describe: (streamName) => {
				described.push(streamName);
				clock.advanceSeconds(2);
				return ports.stream.describe(streamName);
			},
		});
		const keepPosition = async (name: string): Promise<void> => void kept.push(name);
		const streams = names.map((streamName) => ({ streamName, policy: DEFAULT_POLICY }));
		await evaluateStreams({ ...ports, stream }, streams, SWEEP, { keepPosition });
		// A hundred seconds: told every twenty, of a stream that was begun by then; and not at the end, where nothing is left.
		const places = kept.map((name) => described.indexOf(name));
		expect(places).toHaveLength(4);
		for (const [index, place] of places.entries()) expect(Math.abs(place - 11 * (index + 1))).toBeLessThan(5);
	});
});

describe("the account, remembered", () => {
	it("is asked for again when it is old; until then what was asked for since is not free any longer", async () => {
		const clock = new TestClock();
		const ports = inMemoryPorts(clock);
		ports.stream.put("votes", { openShardCount: 2 });
		ports.stream.account = { kind: "known", shardLimit: 100, openShardCount: 2 };
		let asked = 0;
		const counting = replacing(ports.stream, {
			describeAccount: async () => {
				asked += 1;
				return ports.stream.account;
			},
		});
		const stream = withAccountRemembered(counting, clock, 30_000);
		await stream.describeAccount();
		await stream.updateShardCount("votes", 4);
		clock.advanceSeconds(30);
		expect([asked, await stream.describeAccount()]).toEqual([1, { kind: "known", shardLimit: 100, openShardCount: expect.any(Number) }]);
		expect(await stream.describeAccount()).not.toMatchObject({ openShardCount: 2 });
		clock.advanceSeconds(1);
		expect(await stream.describeAccount()).toMatchObject({ openShardCount: 2 });
		expect(asked).toBe(2);
	});
});

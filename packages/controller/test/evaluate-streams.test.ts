import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { AutoscalerError, evaluateStreams, ObservationError, type Ports } from "../src/index.ts";
import { inMemoryPorts } from "./in-memory/index.ts";
import { replacing, SWEEP, TestClock } from "./world.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `stream-${index}`);

function many(streamNames: readonly string[]) {
	const ports = inMemoryPorts(new TestClock());
	for (const streamName of streamNames) ports.stream.put(streamName);
	return { ports, streams: streamNames.map((streamName) => ({ streamName, policy: DEFAULT_POLICY })) };
}

describe("evaluateStreams", () => {
	it("evaluates every stream, answers in their order, and says so in one line", async () => {
		const { ports, streams } = many(names(9));
		const evaluations = await evaluateStreams(ports, streams, SWEEP);
		expect(evaluations.map(({ streamName }) => streamName)).toEqual(names(9));
		expect(ports.telemetry.lines.at(-1)).toEqual({
			level: "info",
			event: "sweep.finished",
			fields: { streamCount: 9, failedStreamNames: [] },
		});
	});

	it("starts with another stream every minute, so that one that runs out of time does not always leave the same ones", async () => {
		const clock = new TestClock();
		const ports = inMemoryPorts(clock);
		for (const streamName of names(6)) ports.stream.put(streamName);
		const streams = names(6).map((streamName) => ({ streamName, policy: DEFAULT_POLICY }));
		const firsts: string[] = [];
		for (let minute = 0; minute < 6; minute += 1) {
			const described: string[] = [];
			const stream = replacing(ports.stream, {
				describe: async (streamName) => {
					described.push(streamName);
					return ports.stream.describe(streamName);
				},
			});
			const evaluations = await evaluateStreams({ ...ports, stream }, streams, SWEEP);
			expect(evaluations.map(({ streamName }) => streamName)).toEqual(names(6));
			expect([...described].sort()).toEqual(names(6));
			firsts.push(...described.slice(0, 1));
			clock.advanceSeconds(60);
		}
		expect(firsts.sort()).toEqual(names(6));
	});

	it("has nothing to do without streams", async () => {
		expect(await evaluateStreams(inMemoryPorts(new TestClock()), [], SWEEP)).toEqual([]);
	});

	it("lets no stream's failure stop another, and names all that failed in one error", async () => {
		const { ports, streams } = many(["alpha", "gamma", "epsilon"]);
		const withMissing = [...streams, { streamName: "beta", policy: DEFAULT_POLICY }, { streamName: "delta", policy: DEFAULT_POLICY }];
		const failure = await evaluateStreams(ports, withMissing, SWEEP).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(AutoscalerError);
		expect(failure).toMatchObject({
			code: "sweep.failed",
			retryable: false,
			message: "2 of 5 streams failed: beta (Stream beta does not exist.); delta (Stream delta does not exist.)",
			cause: { errors: [expect.any(ObservationError), expect.any(ObservationError)] },
		});
		const evaluated = ports.telemetry.lines.filter(({ event }) => event === "stream.evaluated").map(({ fields }) => fields["streamName"]);
		expect(evaluated.sort()).toEqual(["alpha", "epsilon", "gamma"]);
		expect(ports.telemetry.lines.at(-1)).toMatchObject({ level: "error", fields: { failedStreamNames: ["beta", "delta"] } });
	});

	it("has at most four streams in hand at once", async () => {
		const { ports, streams } = many(names(12));
		let inHand = 0;
		let most = 0;
		const counting: Ports = {
			...ports,
			stream: replacing(ports.stream, {
				describe: async (streamName) => {
					inHand += 1;
					most = Math.max(most, inHand);
					await Promise.resolve();
					inHand -= 1;
					return ports.stream.describe(streamName);
				},
			}),
		};
		await evaluateStreams(counting, streams, SWEEP);
		expect(most).toBe(4);
	});

	it("asks for the account's quota once a sweep: DescribeLimits allows one call a second", async () => {
		const { ports, streams } = many(names(6));
		let asked = 0;
		const counting: Ports = {
			...ports,
			stream: replacing(ports.stream, {
				describeAccount: async () => {
					asked += 1;
					return ports.stream.account;
				},
			}),
		};
		await evaluateStreams(counting, streams, SWEEP);
		expect(asked).toBe(1);
	});

	it("does not promise the account's free shards to a second stream: what the first four take, the others do not ask for", async () => {
		const { ports } = many(names(6));
		ports.stream.account = { kind: "known", shardLimit: 104, openShardCount: 100 };
		const streams = names(6).map((streamName) => ({ streamName, policy: { ...DEFAULT_POLICY, minShardCount: 2 } }));
		const evaluations = await evaluateStreams(ports, streams, SWEEP);
		expect(evaluations.map(({ outcome }) => outcome.kind)).toEqual(["accepted", "accepted", "accepted", "accepted", "blocked", "blocked"]);
		expect(evaluations.at(-1)?.outcome.decision).toMatchObject({ blockedBy: "account-shard-quota" });
		expect(ports.stream.calls).toHaveLength(4);
	});
});

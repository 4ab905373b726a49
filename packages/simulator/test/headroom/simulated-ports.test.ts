import type { ReshardRefusal } from "@headroom/controller";
import { describe, expect, it } from "vitest";
import { simulatedStreamPort } from "../../src/headroom/simulated-ports.ts";
import type { RefusedCall } from "../../src/scaler.ts";
import { SimulatedStream } from "../../src/stream/simulated-stream.ts";
import { START_MS } from "../build.ts";

const DAY_SECONDS = 86_400;

/** A stream of three shards on which nobody writes. */
function quietStream(): SimulatedStream {
	return new SimulatedStream({
		streamName: "votes",
		startMs: START_MS,
		openShardCount: 3,
		arrivals: { seed: 1, arrivals: "even" },
		writeAttempts: 1,
		kinesis: { shardLimit: 40 },
		minutesKeptMs: 60_000,
	});
}

/** The refusal backoff of the deployed loop goes by the kind of a refusal: the simulated port must tell them apart as the deployed one does. */
describe("the simulated stream refuses", () => {
	const rows: readonly { readonly title: string; readonly targets: readonly number[]; readonly refusal: ReshardRefusal }[] = [
		{ title: "a second call while it is UPDATING", targets: [4, 5], refusal: "reshard-in-progress" },
		{ title: "more than double", targets: [7], refusal: "target-out-of-range" },
		{ title: "less than half", targets: [1], refusal: "target-out-of-range" },
	];
	it.each(rows)("$title as $refusal", async ({ refusal, targets }) => {
		const refused: RefusedCall[] = [];
		const port = simulatedStreamPort(quietStream(), (call) => refused.push(call));
		const answers = [];
		for (const target of targets) answers.push(await port.updateShardCount("votes", target));
		expect(answers.at(-1)).toMatchObject({ kind: "refused", refusal });
		expect(refused).toMatchObject([{ targetShardCount: targets.at(-1), isInUse: refusal === "reshard-in-progress" }]);
	});

	it("the eleventh reshard of a day as reshard-quota, and more shards than the account has as account-shard-quota", async () => {
		const stream = quietStream();
		const port = simulatedStreamPort(stream, () => {});
		const answers = [];
		for (let call = 0; call < 11; call += 1) {
			answers.push(await port.updateShardCount("votes", call % 2 === 0 ? 4 : 3));
			for (let second = 0; second < 120; second += 1) stream.pass(0, 1_000, 0);
		}
		expect(answers.slice(0, 10).every(({ kind }) => kind === "accepted")).toBe(true);
		expect(answers[10]).toMatchObject({ kind: "refused", refusal: "reshard-quota" });
		for (let second = 0; second < DAY_SECONDS; second += 1) stream.pass(0, 1_000, 0);
		for (const target of [6, 12, 24]) {
			await port.updateShardCount("votes", target);
			for (let second = 0; second < 600; second += 1) stream.pass(0, 1_000, 0);
		}
		expect(await port.updateShardCount("votes", 48)).toMatchObject({ kind: "refused", refusal: "account-shard-quota" });
	});
});

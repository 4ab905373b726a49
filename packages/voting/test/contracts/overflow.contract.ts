import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OverflowPort, readVoteRecord } from "../../src/index.ts";
import { vote } from "../build.ts";

export interface OverflowHarness {
	readonly port: OverflowPort;
	/** Take all messages that can be received now. */
	receive(): Promise<readonly string[]>;
	/** Take all that was set aside. */
	receiveSetAside(): Promise<readonly { readonly body: string; readonly reason: string }[]>;
	cleanup(): Promise<void>;
}

/**
 * What every overflow queue must do.
 * @param makeHarness asked once; both queues are empty
 */
export function overflowContract(name: string, makeHarness: () => Promise<OverflowHarness>): void {
	describe(`${name}: the overflow queue`, () => {
		let harness: OverflowHarness;
		beforeAll(async () => {
			harness = await makeHarness();
		});
		afterAll(() => harness.cleanup());

		it("keeps a vote as it is", async () => {
			const given = vote({ token: "waits", vote_choice: "a:b@c.d~e" });
			await harness.port.send(given, 0);
			expect((await harness.receive()).map(readVoteRecord)).toEqual([{ kind: "vote", vote: given }]);
		});

		it("does not give out a vote before its delay is over", async () => {
			await harness.port.send(vote({ token: "later" }), 900);
			await harness.port.send(vote({ token: "now" }), 0);
			expect((await harness.receive()).map((body) => JSON.parse(body).token)).toEqual(["now"]);
		});

		it.each([
			{ title: "broken JSON", body: '{"vote_id":' },
			{ title: "text of any script", body: "голос 票" },
		])("sets aside $title whole, with the reason", async ({ body }) => {
			await harness.port.setAside(body, "vote_id is missing; token must not be empty");
			expect(await harness.receiveSetAside()).toEqual([{ body, reason: "vote_id is missing; token must not be empty" }]);
			expect(await harness.receive()).toEqual([]);
		});
	});
}

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Recheck, RecheckPort } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface RecheckWorld {
	readonly port: RecheckPort;
	/** What has come back for the stream so far, with the moment at which it was taken. */
	readonly received: (streamName: string) => Promise<readonly (Pick<Recheck, "reason"> & { readonly atMs: number })[]>;
	readonly nowMs: () => number;
	/** Beyond its delay, how late a re-check may come. */
	readonly lateByAtMostMs: number;
	readonly cleanup: () => Promise<void>;
}

/** Long enough to tell a delay from none. */
const DELAY_SECONDS = 1;

/** What every RecheckPort promises. */
export function recheckContract(name: string, makePort: () => Promise<RecheckWorld>): void {
	describe(`RecheckPort: ${name}`, () => {
		let world: RecheckWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		it("brings the re-check back once, not before its delay is over", async () => {
			const streamName = uniqueStreamName();
			const scheduledAtMs = world.nowMs();
			await world.port.schedule({ streamName, reason: "blocked", delaySeconds: DELAY_SECONDS });
			await vi.waitFor(async () => expect(await world.received(streamName)).toHaveLength(1), {
				timeout: DELAY_SECONDS * 1000 + world.lateByAtMostMs,
				interval: 25,
			});
			const [recheck] = await world.received(streamName);
			expect(recheck?.reason).toBe("blocked");
			expect((recheck?.atMs ?? 0) - scheduledAtMs).toBeGreaterThanOrEqual(DELAY_SECONDS * 1000);
		});

		it("brings a re-check without delay back at once", async () => {
			const streamName = uniqueStreamName();
			await world.port.schedule({ streamName, reason: "more-steps", delaySeconds: 0 });
			await vi.waitFor(async () => expect((await world.received(streamName)).map(({ reason }) => reason)).toEqual(["more-steps"]), {
				timeout: world.lateByAtMostMs,
				interval: 25,
			});
		});
	});
}

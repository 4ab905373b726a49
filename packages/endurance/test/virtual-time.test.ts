import { describe, expect, it } from "vitest";
import { VirtualTime } from "../src/time/virtual-time.ts";

describe("virtual time", () => {
	it("passes only when every promise that can go on has gone on", async () => {
		const time = new VirtualTime(0);
		const seen: string[] = [];
		const walk = async (name: string, stepMs: number): Promise<void> => {
			for (let step = 0; step < 3; step += 1) {
				await time.sleep(stepMs);
				await Promise.resolve();
				seen.push(`${name} ${time.nowMs()}`);
			}
		};
		void walk("slow", 20);
		void walk("fast", 10);
		await time.runUntil(100);
		expect(seen).toEqual(["fast 10", "slow 20", "fast 20", "fast 30", "slow 40", "slow 60"]);
		expect(time.nowMs()).toBe(100);
	});

	it("repeats a task until the run ends, and runs no task that was cancelled", async () => {
		const time = new VirtualTime(0);
		const seen: number[] = [];
		time.every(30, 10, () => seen.push(time.nowMs()));
		const cancel = time.schedule(15, () => seen.push(-1));
		cancel();
		await time.runUntil(100);
		expect(seen).toEqual([10, 40, 70, 100]);
	});
});

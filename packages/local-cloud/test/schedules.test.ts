import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Schedules } from "../src/services/scheduler/schedules.ts";

const SWEEP = "arn:aws:lambda:us-east-1:000000000000:function:headroom-sweep";
const DEFINITION = {
	Name: "headroom-sweep",
	ScheduleExpression: "rate(1 minute)",
	State: "ENABLED",
	FlexibleTimeWindow: { Mode: "OFF" },
	Target: { Arn: SWEEP, RoleArn: "arn:aws:iam::000000000000:role/schedule" },
} as const;

let invoked: string[];
let schedules: Schedules;
beforeEach(() => {
	vi.useFakeTimers();
	invoked = [];
	schedules = new Schedules({ accountId: "000000000000", region: "us-east-1", invoke: (arn) => invoked.push(arn) });
	schedules.create(DEFINITION, 60_000);
});
afterEach(() => {
	schedules.close();
	vi.useRealTimers();
});

describe("a schedule", () => {
	it("invokes its target once a period, first after one", () => {
		vi.advanceTimersByTime(59_000);
		expect(invoked).toEqual([]);
		vi.advanceTimersByTime(61_000);
		expect(invoked).toEqual([SWEEP, SWEEP]);
	});

	it("invokes nothing while it is disabled, and says when it was changed", () => {
		vi.advanceTimersByTime(10_000);
		schedules.update("headroom-sweep", { State: "DISABLED" });
		vi.advanceTimersByTime(120_000);
		expect(invoked).toEqual([]);
		const { CreationDate, LastModificationDate, State } = schedules.get("headroom-sweep") as Record<string, unknown>;
		expect({ State, changedAfter: Number(LastModificationDate) - Number(CreationDate) }).toEqual({ State: "DISABLED", changedAfter: 10 });
		schedules.update("headroom-sweep", { State: "ENABLED" });
		vi.advanceTimersByTime(60_000);
		expect(invoked).toEqual([SWEEP]);
	});

	it("that is deleted is gone", () => {
		schedules.delete("headroom-sweep");
		vi.advanceTimersByTime(120_000);
		expect(invoked).toEqual([]);
		expect(() => schedules.get("headroom-sweep")).toThrow("does not exist");
	});
});

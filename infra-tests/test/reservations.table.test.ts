import { describe, expect, it } from "vitest";
import { reservations } from "../../stacks/shared/reservations.ts";

describe("executions are set aside, all or none", () => {
	it.each([
		{ title: "an account with the usual 1,000", quota: 1000, isReserved: true },
		{ title: "an account that has just room beside the 100 that Lambda keeps", quota: 110, isReserved: true },
		{ title: "an account that lacks one", quota: 109, isReserved: false },
		{ title: "a new account, which runs ten", quota: 10, isReserved: false },
	])("$title: $isReserved", ({ quota, isReserved }) => {
		expect(reservations(quota, [5, 2, 2, 1]).isReserved).toBe(isReserved);
	});

	it("says what to ask for where nothing is set aside", () => {
		expect(reservations(10, [5, 2, 2, 1]).warning).toContain("at most 10 functions at once");
		expect(reservations(10, [5, 2, 2, 1]).warning).toContain("Ask for 110 or more");
		expect(reservations(1000, [5, 2, 2, 1]).warning).toBeUndefined();
	});
});

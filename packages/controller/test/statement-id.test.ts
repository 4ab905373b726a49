import { describe, expect, it } from "vitest";
import { isStatementId, statementId } from "../src/index.ts";

const DIGEST = /^headroom-alarms-sha256-[0-9a-f]{64}$/;

describe("the id of a statement", () => {
	it.each([
		{ title: "is prefix and name where Lambda takes that", name: "orders", id: /^headroom-alarms-orders$/ },
		{ title: "is so up to 100 characters", name: "x".repeat(84), id: /^headroom-alarms-x{84}$/ },
		{ title: "has a digest of a name that is longer", name: "x".repeat(85), id: DIGEST },
		{ title: "has a digest of a name with a dot", name: "orders.v2", id: DIGEST },
		{ title: "has a digest of a pattern", name: "headroom-orders-*-*", id: DIGEST },
	])("$title", ({ name, id }) => {
		expect(statementId("headroom-alarms-", name)).toMatch(id);
		expect(isStatementId(statementId("headroom-alarms-", name))).toBe(true);
	});

	it("is another for each name, also where Lambda takes neither", () => {
		const names = ["a.b", "a_b", "a-b", `${"x".repeat(127)}a`, `${"x".repeat(127)}b`];
		expect(new Set(names.map((name) => statementId("headroom-alarms-", name))).size).toBe(names.length);
	});

	it.each(["", "a.b", "a*", "a b", "x".repeat(101)])("is not %j", (text) => expect(isStatementId(text)).toBe(false));
});

import { describe, expect, it } from "vitest";
import { wakeupPermission } from "../../stacks/shared/wakeup-permissions.ts";

/** What the provider makes of a logical name takes eight characters more, and must be valid as a whole. */
const LONGEST_DERIVED = `headroom-${"x".repeat(59)}-utilization-high`;

describe("the statement of a permission to wake the autoscaler", () => {
	it.each([
		{ title: "is left to the provider where it can name it, so that nothing that is deployed changes", alarmName: "headroom-votes-fast" },
		{ title: "is left to the provider up to a stream's name of 59 characters", alarmName: LONGEST_DERIVED },
	])("$title", ({ alarmName }) => {
		expect(wakeupPermission(alarmName)).toMatchObject({ statementId: undefined, deployedStatementId: `WokenBy${alarmName}-0000000` });
	});

	it.each([
		{ title: "a stream whose name has a dot", alarmName: "headroom-orders.v2-fast" },
		{ title: "an attachable pattern", alarmName: "headroom-orders-*-*" },
		{ title: "a name that is one character longer", alarmName: `headroom-${"x".repeat(60)}-utilization-high` },
		{ title: "the longest name", alarmName: `headroom-${"x".repeat(128)}-utilization-high` },
	])("is given for $title", ({ alarmName }) => {
		const { statementId, deployedStatementId } = wakeupPermission(alarmName);
		expect(statementId).toMatch(/^[0-9A-Za-z_-]{1,100}$/);
		expect(deployedStatementId).toBe(statementId);
	});

	it("keeps the logical name that it had, which is the resource's identity", () => {
		expect(wakeupPermission("headroom-orders-*-*").logicalName).toBe("WokenByheadroom-orders-*-*");
	});
});

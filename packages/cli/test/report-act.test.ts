import { AlarmError, type Notification } from "@headroom/controller";
import { InMemoryHistory } from "@headroom/controller/in-memory";
import { expect, it } from "vitest";
import { reportingAct, teamIn } from "../src/shared/acting/report-act.ts";
import { CliError } from "../src/shared/errors/cli-error.ts";
import type { SessionPorts } from "../src/shared/session/session-ports.ts";

const session = { caller: async () => ({ accountId: "111122223333", by: "user/ana", identity: "arn:aws:iam::111122223333:user/ana" }) };
const ORDERED = { streamName: "orders", reason: "new tenant", change: { kind: "attach", isNew: true, after: {} }, team: "shop" } as const;
const DENIED = new AlarmError("no access to alarms", { code: "alarms.access-denied", retryable: false, streamName: "orders" });

function world({ isTableGone = false } = {}) {
	const published: Notification[] = [];
	const history = new InMemoryHistory();
	if (isTableGone) history.recordAct = () => Promise.reject(new Error("no table"));
	const ports = {
		clock: { nowMs: () => 1 },
		history,
		notifier: { publish: async (notification: Notification) => void published.push(notification) },
		telemetry: { log: () => {}, observed: () => {} },
	} as unknown as SessionPorts;
	return { history, ports, published };
}

it("what is done is recorded and told after it, with who, why and whose stream it is", async () => {
	const { history, ports, published } = world();
	expect(await reportingAct(session, ports, ORDERED, async () => "done")).toEqual({ result: "done", missed: [] });
	expect(history.acts).toMatchObject([
		{ streamName: "orders", by: "user/ana", identity: "arn:aws:iam::111122223333:user/ana", reason: "new tenant" },
	]);
	expect(published).toMatchObject([{ kind: "act", severity: "info", team: "shop" }]);
});

it("what breaks off is recorded as such: some of it may be done", async () => {
	const { history, ports, published } = world();
	await expect(reportingAct(session, ports, ORDERED, () => Promise.reject(DENIED))).rejects.toBe(DENIED);
	expect(history.acts).toMatchObject([{ brokeOff: "no access to alarms" }]);
	expect(published).toMatchObject([{ severity: "warning" }]);
});

it("what is refused is not recorded: nothing was done", async () => {
	const { history, ports, published } = world();
	const refused = new CliError("refused", "Somebody else was first.");
	await expect(reportingAct(session, ports, ORDERED, () => Promise.reject(refused))).rejects.toBe(refused);
	expect([history.acts, published]).toEqual([[], []]);
});

it("a record that fails undoes nothing, and is said: beside what was done, and beside why it broke off", async () => {
	const { ports } = world({ isTableGone: true });
	const missed = "The history or the message is missing: no table";
	expect(await reportingAct(session, ports, ORDERED, async () => "done")).toEqual({ result: "done", missed: [missed] });
	await expect(reportingAct(session, ports, ORDERED, () => Promise.reject(DENIED))).rejects.toMatchObject({
		code: "alarms.access-denied",
		message: `no access to alarms ${missed}`,
		cause: DENIED,
	});
});

it("the team of a stored policy is text, or there is none", () => {
	expect([{ team: "shop" }, { team: 7 }, {}, null, "team"].map(teamIn)).toEqual(["shop", undefined, undefined, undefined, undefined]);
});

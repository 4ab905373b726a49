import { ALARMS_PRINCIPAL, alarmDefinitions, diffAlarms, putMetricAlarmInput } from "@headroom/controller";
import { InMemoryAlarms, InMemoryManagedStreams } from "@headroom/controller/test-ports";
import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { alarmSourceArn, alarmStatementId, hasAlarmStatement, mayAlarmsWake } from "../src/shared/attachment/alarm-permission.ts";
import { applyAttachment } from "../src/shared/attachment/apply-attachment.ts";
import type { AwsSession } from "../src/shared/session/aws-session.ts";
import type { SessionPorts } from "../src/shared/session/session-ports.ts";
import { sessionWith } from "./support/session.ts";

const STREAM = { streamName: "votes", policy: DEFAULT_POLICY };
const DEFINITIONS = alarmDefinitions(STREAM);
const ACCOUNT_ID = "000000000000";
const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT_ID}:user/ana</Arn><Account>${ACCOUNT_ID}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** A session in whose account the autoscaler's resource policy has these statements. */
function sessionWhoseAutoscalerHas(statements: readonly object[]): Promise<AwsSession> {
	return sessionWith((request, response) => {
		if (request.url === "/") response.setHeader("content-type", "text/xml").end(IDENTITY);
		else response.setHeader("content-type", "application/json").end(JSON.stringify({ Policy: JSON.stringify({ Statement: statements }) }));
	});
}

function statement(sourceArn: string, Sid = "by-hand") {
	return { Sid, Effect: "Allow", Principal: { Service: ALARMS_PRINCIPAL }, Condition: { ArnLike: { "AWS:SourceArn": sourceArn } } };
}

const arnOf = (alarmName: string) => `arn:aws:cloudwatch:us-east-1:${ACCOUNT_ID}:alarm:${alarmName}`;
const statementsFor = (definitions: typeof DEFINITIONS) => definitions.map(({ alarmName }) => statement(arnOf(alarmName)));

describe("the statement that lets alarms wake the autoscaler", () => {
	it.each(["orders", "a.b_c-d", "x".repeat(128)])("of %s has an id that Lambda takes", (streamName) => {
		expect(alarmStatementId(streamName)).toMatch(/^[a-zA-Z0-9_-]{1,100}$/);
	});

	it("is another for another stream, however long their names are", () => {
		const long = "x".repeat(127);
		expect(alarmStatementId(`${long}a`)).not.toBe(alarmStatementId(`${long}b`));
		expect(alarmStatementId("a.b")).not.toBe(alarmStatementId("a_b"));
	});

	it("is enough for every alarm that wakes it, and is told from statements by others", async () => {
		const empty = await sessionWhoseAutoscalerHas([]);
		const own = statement(await alarmSourceArn(empty, "votes"), alarmStatementId("votes"));
		const session = await sessionWhoseAutoscalerHas([own]);
		expect(await mayAlarmsWake(session, STREAM)).toBe(true);
		expect(await hasAlarmStatement(session, "votes")).toBe(true);
		expect(await hasAlarmStatement(session, "orders")).toBe(false);
	});
});

describe("whether the alarms of a stream may wake the autoscaler", () => {
	const waking = DEFINITIONS.filter(({ wakes }) => wakes === "autoscaler");

	it("they may where each that wakes it is named; those for people need not be", async () => {
		expect(waking.length).toBeLessThan(DEFINITIONS.length);
		expect(await mayAlarmsWake(await sessionWhoseAutoscalerHas(statementsFor(waking)), STREAM)).toBe(true);
	});

	it.each(waking)("they may not where $kind is not named", async ({ kind }) => {
		const others = DEFINITIONS.filter((definition) => definition.kind !== kind);
		expect(await mayAlarmsWake(await sessionWhoseAutoscalerHas(statementsFor(others)), STREAM)).toBe(false);
	});
});

describe("applying an attachment", () => {
	it("of a deployed stream puts its alarms at the controller's pace, and stores nothing", async () => {
		const alarms = DEFINITIONS.map((definition) => putMetricAlarmInput(definition, { autoscaler: [], people: [] }));
		const managedStreams = new InMemoryManagedStreams();
		const waitedMs: number[] = [];
		const ports = {
			alarms: new InMemoryAlarms(),
			managedStreams,
			wait: { wait: async (milliseconds: number) => void waitedMs.push(milliseconds) },
		};
		const diff = { alarms: diffAlarms("votes", alarms, []), policy: { kind: "none" } as const, isPolicyChanged: false };
		const plan = { wanted: STREAM, alarms, diff, isPermitted: true, isChange: true };
		expect(await applyAttachment({} as AwsSession, ports as unknown as SessionPorts, plan)).toEqual([]);
		expect(await ports.alarms.describe("votes")).toHaveLength(alarms.length);
		expect(waitedMs).toHaveLength(alarms.length - 1);
		expect(await managedStreams.list()).toEqual({ stored: [] });
	});
});

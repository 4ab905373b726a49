import { SELF_CHECK_CLIENT_CONTEXT, SELF_CHECK_KEY, type SelfCheckRequest } from "@headroom/aws/self-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withSelfCheck } from "../../src/self-check/with-self-check.ts";
import { event, eventWith } from "../autoscaling/support/event.ts";

const REQUEST: SelfCheckRequest = { checkId: "check-0123456789", streamNames: ["votes"], mayAskRefusedTarget: true, sendsMessage: true };
const DIRECT_EVENT = { [SELF_CHECK_KEY]: REQUEST };
const SMUGGLED = JSON.stringify(DIRECT_EVENT);
const BASE64 = Buffer.from(SMUGGLED).toString("base64");

const API_REQUEST = {
	version: "2.0",
	routeKey: "POST /votes",
	rawPath: "/votes",
	rawQueryString: `${SELF_CHECK_KEY}=${encodeURIComponent(JSON.stringify(REQUEST))}`,
	headers: {
		"content-type": "application/json",
		"x-amz-client-context": Buffer.from(JSON.stringify(SELF_CHECK_CLIENT_CONTEXT)).toString("base64"),
	},
	queryStringParameters: { [SELF_CHECK_KEY]: JSON.stringify(REQUEST) },
	requestContext: { http: { method: "POST" }, requestId: "JKJaXmPLvHcESHA=", stage: "$default" },
	body: SMUGGLED,
	isBase64Encoded: false,
};

const KINESIS_RECORD = {
	eventID: "shardId-000000000006:4959",
	eventSource: "aws:kinesis",
	kinesis: { partitionKey: SELF_CHECK_KEY, sequenceNumber: "4959", data: BASE64 },
};

/** Everything that can invoke a function here, each with the request wherever its sender can put text. */
const EVENTS: readonly { readonly title: string; readonly given: unknown }[] = [
	{ title: "an API request whose body is the request", given: API_REQUEST },
	{ title: "an API request whose body is the request, in base64", given: { ...API_REQUEST, body: BASE64, isBase64Encoded: true } },
	{ title: "a message of a queue", given: eventWith("recheck", ["Records", 0, "body"], SMUGGLED) },
	{ title: "a record of a stream", given: { Records: [KINESIS_RECORD] } },
	{ title: "a message of SNS", given: eventWith("alarm-sns", ["Records", 0, "Sns", "Message"], SMUGGLED) },
	{ title: "an alarm's own action", given: eventWith("alarm-lambda-action", ["alarmData", "state", "reason"], SMUGGLED) },
	{
		title: "an alarm's own action whose name is the request",
		given: eventWith("alarm-lambda-action", ["alarmData", "alarmName"], SMUGGLED),
	},
	{ title: "an alarm over EventBridge", given: eventWith("alarm-event-bridge", ["detail", "state", "reason"], SMUGGLED) },
	{ title: "a schedule's event", given: { source: "aws.scheduler", "detail-type": "Scheduled Event", detail: DIRECT_EVENT } },
	{ title: "text", given: SMUGGLED },
	{ title: "nothing", given: undefined },
];

let asked: SelfCheckRequest[];
let handled: unknown[];
const handler = withSelfCheck(
	"place-vote",
	async (request) => {
		asked.push(request);
		return [{ action: "kinesis:PutRecord", on: "votes", outcome: "denied", answered: "AccessDeniedException: no" }];
	},
	async (given: unknown) => {
		handled.push(given);
		return "handled";
	},
);

beforeEach(() => {
	asked = [];
	handled = [];
});
afterEach(() => vi.restoreAllMocks());

describe("a self-check", () => {
	it("is answered to a direct invocation, and leaves one log line", async () => {
		const lines: string[] = [];
		vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
		expect(await handler(DIRECT_EVENT, { clientContext: SELF_CHECK_CLIENT_CONTEXT })).toEqual({
			checkId: REQUEST.checkId,
			functionName: "place-vote",
			trials: [{ action: "kinesis:PutRecord", on: "votes", outcome: "denied", answered: "AccessDeniedException: no" }],
		});
		expect({ asked, handled }).toEqual({ asked: [REQUEST], handled: [] });
		expect(lines.map((line) => JSON.parse(line))).toEqual([
			expect.objectContaining({
				level: "INFO",
				event: "self-check.answered",
				service: "place-vote",
				checkId: REQUEST.checkId,
				denied: ["kinesis:PutRecord"],
			}),
		]);
	});

	it.each(EVENTS)("is not started by $title; the handler gets it as it came", async ({ given }) => {
		// Without a context too, and with the one mark that no event source can set: each of the two fences holds alone.
		for (const context of [undefined, {}, { clientContext: undefined }, { clientContext: SELF_CHECK_CLIENT_CONTEXT }]) {
			expect(await handler(given, context as { clientContext?: unknown })).toBe("handled");
		}
		expect(asked).toEqual([]);
		expect(handled).toEqual([given, given, given, given]);
	});

	it.each([
		{ title: "an event that holds more than the request", given: { ...DIRECT_EVENT, Records: [] } },
		{ title: "an API request with the request beside its own parts", given: { ...API_REQUEST, ...DIRECT_EVENT } },
		{ title: "an alarm's event with the request beside its own parts", given: { ...event("alarm-lambda-action"), ...DIRECT_EVENT } },
		{ title: "a request without a check's id", given: { [SELF_CHECK_KEY]: { ...REQUEST, checkId: undefined } } },
		{ title: "a check's id that would break a log line", given: { [SELF_CHECK_KEY]: { ...REQUEST, checkId: 'a"\nb-01234567' } } },
		{ title: "streams that are none", given: { [SELF_CHECK_KEY]: { ...REQUEST, streamNames: "votes" } } },
	])("is not started by $title", async ({ given }) => {
		expect(await handler(given, { clientContext: SELF_CHECK_CLIENT_CONTEXT })).toBe("handled");
		expect(asked).toEqual([]);
	});

	it("is not started without the client context, which Lambda hands over for a direct, synchronous call alone", async () => {
		for (const clientContext of [undefined, null, "self-check", { headroom: "other" }, { custom: SELF_CHECK_CLIENT_CONTEXT }]) {
			expect(await handler(DIRECT_EVENT, { clientContext })).toBe("handled");
		}
		expect(asked).toEqual([]);
	});

	it("tries ten streams at most", async () => {
		vi.spyOn(process.stdout, "write").mockReturnValue(true);
		const streamNames = Array.from({ length: 12 }, (_, index) => `stream-${index}`);
		await handler({ [SELF_CHECK_KEY]: { ...REQUEST, streamNames } }, { clientContext: SELF_CHECK_CLIENT_CONTEXT });
		expect(asked[0]?.streamNames).toEqual(streamNames.slice(0, 10));
	});
});

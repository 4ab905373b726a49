import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkPermissions } from "../src/features/doctor/checks/permissions.ts";
import { checkSubscribers } from "../src/features/doctor/checks/subscribers.ts";
import { sessionWith } from "./support/session.ts";

const ARN = "arn:aws:kinesis:us-east-1:000000000000:stream";
const IDENTITY =
	"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/ana</Arn><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

const STREAM_NAMES = Array.from({ length: 120 }, (_, index) => `stream-${index}`);
const evaluated = (name: string, decision: string) =>
	`<member><EvalActionName>kinesis:UpdateShardCount</EvalActionName><EvalResourceName>${ARN}/${name}</EvalResourceName><EvalDecision>${decision}</EvalDecision></member>`;

/** The last stream, on the second page, is the one that may not be resharded. */
function simulationPage(form: URLSearchParams): string {
	const isSecond = form.get("Marker") === "page 2";
	const members = isSecond
		? STREAM_NAMES.slice(100).map((name) => evaluated(name, name === "stream-119" ? "implicitDeny" : "allowed"))
		: STREAM_NAMES.slice(0, 100).map((name) => evaluated(name, "allowed"));
	const more = isSecond ? "<IsTruncated>false</IsTruncated>" : "<IsTruncated>true</IsTruncated><Marker>page 2</Marker>";
	return `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${members.join("")}</EvaluationResults>${more}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
}

/** Everybody on the first page is still to confirm; on the second, somebody has. */
function subscriptionsPage(form: URLSearchParams): string {
	const isSecond = form.get("NextToken") === "page 2";
	const arn = isSecond ? "arn:aws:sns:us-east-1:000000000000:topic:1" : "PendingConfirmation";
	const more = isSecond ? "" : "<NextToken>page 2</NextToken>";
	return `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member><SubscriptionArn>${arn}</SubscriptionArn><Endpoint>a@b.c</Endpoint></member></Subscriptions>${more}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;
}

async function answer(request: IncomingMessage): Promise<{ readonly type: string; readonly body: string }> {
	if (request.url?.includes("/functions/") === true) {
		return { type: "application/json", body: JSON.stringify({ Role: "arn:aws:iam::000000000000:role/sweep" }) };
	}
	const form = new URLSearchParams(await text(request));
	const pages: Readonly<Record<string, (form: URLSearchParams) => string>> = {
		GetCallerIdentity: () => IDENTITY,
		ListSubscriptionsByTopic: subscriptionsPage,
		SimulatePrincipalPolicy: simulationPage,
	};
	return { type: "text/xml", body: pages[form.get("Action") ?? ""]?.(form) ?? "" };
}

async function context(): Promise<CheckContext> {
	const session = await sessionWith((request, response) => {
		void answer(request).then(({ body, type }) => response.setHeader("content-type", type).end(body));
	});
	const streams = STREAM_NAMES.map((streamName) => ({ streamName, policy: DEFAULT_POLICY, source: "attached" as const }));
	return { session, streams } as unknown as CheckContext;
}

describe("the doctor reads every page", () => {
	it("of what a role allows: a denial among the last of many streams is found, for each of the three roles", async () => {
		const findings = await checkPermissions(await context());
		expect(findings.map(({ code, where }) => `${code} ${where}`)).toEqual(Array(3).fill("permission.missing stream-119"));
	});

	it("of who is subscribed: somebody who has confirmed may come after a page of those who have not", async () => {
		expect(await checkSubscribers(await context())).toEqual([]);
	});
});

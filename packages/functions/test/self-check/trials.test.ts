import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SELF_CHECK_CLIENT_CONTEXT, SELF_CHECK_KEY, type SelfCheckAnswer } from "@headroom/aws/self-check";
import { ENVIRONMENT, FUNCTIONS, type FunctionName, PERMISSIONS, type Permission } from "@headroom/config";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

/** What every function is deployed with, so that every module loads. SQS is asked where its queues say they are. */
const environmentAt = (endpointUrl: string): Readonly<Record<keyof typeof ENVIRONMENT, string>> => ({
	historyTableName: "headroom-history",
	notificationsTopicArn: "arn:aws:sns:us-east-1:111122223333:headroom-notifications",
	overflowDeadLetterQueueUrl: `${endpointUrl}/111122223333/overflow-dead-letter`,
	overflowQueueUrl: `${endpointUrl}/111122223333/overflow`,
	recheckQueueUrl: `${endpointUrl}/111122223333/recheck`,
	streams: '{"votes":{},"orders":{}}',
	tallyTableName: "headroom-tally",
	votesStreamName: "votes",
});

/** Nobody can try these without an effect, or not at all: Lambda, SQS or KMS does it with the function's role. `verify` asks IAM. */
const NOT_TRIED: Readonly<Record<FunctionName, readonly string[]>> = {
	"place-vote": ["logs:CreateLogStream", "logs:PutLogEvents"],
	results: ["logs:CreateLogStream", "logs:PutLogEvents"],
	tally: [
		"kinesis:DescribeStream",
		"kinesis:DescribeStreamSummary",
		"kinesis:GetRecords",
		"kinesis:GetShardIterator",
		"kinesis:ListShards",
		"kinesis:ListStreams",
		"logs:CreateLogStream",
		"logs:PutLogEvents",
		"sqs:SendMessage",
	],
	"drain-overflow": ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
	autoscaler: ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents"],
	recheck: [
		"kms:Decrypt",
		"kms:GenerateDataKey",
		"logs:CreateLogStream",
		"logs:PutLogEvents",
		"sqs:DeleteMessage",
		"sqs:GetQueueAttributes",
		"sqs:ReceiveMessage",
	],
	sweep: ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents"],
};

let bodies: { readonly target: string; readonly body: string }[];
let answer: (target: string, body: string) => { readonly status: number; readonly body: object | string } = denied;
const server = createServer((request, response) => {
	let body = "";
	request.on("data", (chunk: Buffer) => {
		body += chunk.toString();
	});
	request.on("end", () => {
		const target =
			String(request.headers["x-amz-target"] ?? "")
				.split(".")
				.at(-1) ||
			(new URLSearchParams(body).get("Action") ?? "");
		bodies.push({ target, body });
		const { body: text, status } = answer(target, body);
		response.writeHead(status, { "content-type": typeof text === "string" ? "text/xml" : "application/x-amz-json-1.1" });
		response.end(typeof text === "string" ? text : JSON.stringify(text));
	});
});

function fault(name: string) {
	return {
		status: 400,
		body: { __type: name, message: `${name} by the test` },
	};
}

function denied(target = "") {
	return target === "Publish" ? snsFault("AuthorizationError") : fault("AccessDeniedException");
}

function snsFault(code: string) {
	return {
		status: 400,
		body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} by the test</Message></Error></ErrorResponse>`,
	};
}

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const values = environmentAt(`http://127.0.0.1:${port}`);
	for (const [key, name] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, values[key as keyof typeof ENVIRONMENT]);
	vi.stubEnv("AWS_REGION", "us-east-1");
	vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
	vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${port}`);
	vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
});
beforeEach(() => {
	bodies = [];
	vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
	vi.unstubAllEnvs();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const request = { checkId: "check-0123456789", streamNames: ["votes", "nobodys"], mayAskRefusedTarget: true, sendsMessage: false };

async function selfCheck(name: FunctionName, changes: Partial<typeof request> = {}): Promise<SelfCheckAnswer> {
	const module = (await import(`../../src/${FUNCTIONS[name].handler.split("/").at(-1)?.split(".")[0]}.ts`)) as {
		handler(event: unknown, context: unknown): Promise<SelfCheckAnswer>;
	};
	return module.handler({ [SELF_CHECK_KEY]: { ...request, ...changes } }, { clientContext: SELF_CHECK_CLIENT_CONTEXT });
}

/** As the services answer who may ask. `#streams` has no stored policy. */
function permitted(target: string) {
	if (target === "UpdateShardCount") return fault("ResourceNotFoundException");
	if (target === "PutRecord" || target === "PutRecords") return fault("InvalidArgumentException");
	if (["PutItem", "UpdateItem", "DeleteItem"].includes(target)) return fault("ConditionalCheckFailedException");
	if (target === "SendMessage") return fault("InvalidMessageContents");
	if (target === "Publish") return snsFault("InvalidParameter");
	return { status: 200, body: {} };
}

describe.each(Object.keys(FUNCTIONS) as FunctionName[])("the self-check of %s", (name) => {
	const granted = PERMISSIONS[name].flatMap(({ actions }: Permission) => [...actions]);

	it("tries every action that its role grants, but for those that nobody can try without an effect", async () => {
		answer = permitted;
		const { trials } = await selfCheck(name);
		const tried = new Set(trials.map(({ action }) => action));
		const wanted = new Set(granted.filter((action) => !NOT_TRIED[name].includes(action) || tried.has(action)));
		expect([...tried].sort()).toEqual([...wanted].sort());
		// The autoscaler's re-check is a real message, for a stream that nobody manages: this server refuses it.
		const allowed = trials.filter(
			({ action, outcome }) => outcome !== "allowed" && !(name === "autoscaler" && action === "sqs:SendMessage"),
		);
		expect(allowed).toEqual([]);
	});

	it("names what it is denied, and goes on with the rest", async () => {
		answer = denied;
		const { trials } = await selfCheck(name);
		expect(trials.length).toBeGreaterThan(0);
		expect(trials.filter(({ outcome }) => outcome !== "denied")).toEqual([]);
	});

	it("takes an answer that says neither for unknown", async () => {
		answer = () => fault("InternalServerError");
		const { trials } = await selfCheck(name);
		expect(new Set(trials.map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
	});
});

describe("what a self-check sends", () => {
	const isForKinesis = (wanted: string) => bodies.filter(({ target }) => target === wanted).map(({ body }) => JSON.parse(body));

	it("is no UpdateShardCount that any account could accept: on a stream that does not exist, where the role may", async () => {
		answer = permitted;
		await selfCheck("sweep");
		expect(isForKinesis("UpdateShardCount")).toEqual([
			{ StreamName: `headroom-self-check-${request.checkId}`, TargetShardCount: 1_000_000, ScalingType: "UNIFORM_SCALING" },
		]);
	});

	it("else on a managed stream, for a target beyond every limit", async () => {
		answer = (target, body) =>
			target === "UpdateShardCount" && !body.includes('"votes"')
				? denied()
				: target === "UpdateShardCount"
					? fault("LimitExceededException")
					: permitted(target);
		const { trials } = await selfCheck("sweep");
		expect(isForKinesis("UpdateShardCount").map(({ StreamName, TargetShardCount }) => [StreamName, TargetShardCount])).toEqual([
			[`headroom-self-check-${request.checkId}`, 1_000_000],
			["votes", 1_000_000],
		]);
		expect(trials.at(-1)).toMatchObject({ action: "kinesis:UpdateShardCount", on: "votes", outcome: "allowed" });
	});

	it("and never on a managed stream where that is not wanted, or none is named", async () => {
		answer = (target) => (target === "UpdateShardCount" ? denied() : permitted(target));
		for (const changes of [{ mayAskRefusedTarget: false }, { streamNames: ["nobodys"] }]) {
			const { trials } = await selfCheck("recheck", changes);
			expect(trials.at(-1)).toMatchObject({ action: "kinesis:UpdateShardCount", outcome: "unknown" });
		}
		expect(isForKinesis("UpdateShardCount").map(({ StreamName }) => StreamName)).not.toContain("votes");
	});

	it("is about managed streams alone, whatever streams are named", async () => {
		answer = permitted;
		await selfCheck("autoscaler");
		// The second one for the ARN that ListStreamConsumers takes.
		expect(isForKinesis("DescribeStreamSummary")).toEqual([{ StreamName: "votes" }, { StreamName: "votes" }]);
		expect(isForKinesis("ListShards").map(({ StreamName }) => StreamName)).toEqual(["votes"]);
	});

	it("is a record that no shard takes, a message that no queue takes, and writes that no item meets", async () => {
		answer = permitted;
		await selfCheck("place-vote");
		await selfCheck("drain-overflow");
		await selfCheck("tally");
		expect(isForKinesis("PutRecord")).toEqual([expect.objectContaining({ ExplicitHashKey: "9".repeat(39), Data: "" })]);
		expect(BigInt("9".repeat(39))).toBeGreaterThan(2n ** 128n - 1n);
		expect(isForKinesis("SendMessage")).toEqual(
			Array.from({ length: 3 }, () => expect.objectContaining({ MessageBody: "\u0000", DelaySeconds: 901 })),
		);
		expect(isForKinesis("UpdateItem")[0]).toMatchObject({ ConditionExpression: "attribute_exists(#key)" });
		expect(Object.keys(isForKinesis("BatchWriteItem")[0].RequestItems["headroom-tally"][0])).toEqual(["DeleteRequest"]);
	});

	it("reaches people only where it is asked to, and from the autoscaler alone", async () => {
		answer = (target) =>
			target === "Publish"
				? { status: 200, body: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>" }
				: permitted(target);
		const subjects = () => bodies.filter(({ target }) => target === "Publish").map(({ body }) => new URLSearchParams(body).get("Subject"));
		for (const name of ["autoscaler", "recheck", "sweep"] as const) await selfCheck(name, { sendsMessage: true });
		expect(subjects()).toEqual(["Headroom: test message", null, null]);
		bodies = [];
		await selfCheck("autoscaler");
		expect(subjects()).toEqual([null]);
	});
});

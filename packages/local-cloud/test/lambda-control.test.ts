import {
	AddPermissionCommand,
	DeleteEventSourceMappingCommand,
	DeleteFunctionCommand,
	DeleteFunctionConcurrencyCommand,
	DeleteFunctionEventInvokeConfigCommand,
	GetFunctionConcurrencyCommand,
	GetFunctionConfigurationCommand,
	GetFunctionEventInvokeConfigCommand,
	GetPolicyCommand,
	InvokeCommand,
	type InvokeCommandInput,
	LambdaClient,
	ListEventSourceMappingsCommand,
	RemovePermissionCommand,
	UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";
import { LambdaControl } from "../src/services/lambda/lambda-control.ts";

const FunctionName = "headroom-autoscaler";
const ALARM = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:headroom-orders-fast";
const PERMISSION = {
	FunctionName,
	StatementId: "alarms-orders",
	Action: "lambda:InvokeFunction",
	Principal: "lambda.alarms.cloudwatch.amazonaws.com",
	SourceAccount: "000000000000",
	SourceArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:headroom-orders-*",
};

let localCloud: LocalCloud;
let lambda: LambdaClient;
beforeAll(async () => {
	localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0, variant: "naive" });
	const { endpointUrl, region } = localCloud.describe();
	lambda = new LambdaClient({
		region,
		endpoint: endpointUrl,
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
		maxAttempts: 1,
	});
});
afterAll(async () => {
	lambda.destroy();
	await localCloud.stop();
});

const policyOf = async (): Promise<unknown> => JSON.parse((await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy ?? "");

describe("Lambda's control plane on the local cloud, through the SDK's client", () => {
	it("says how a function is configured, and which streams it looks after", async () => {
		const { Environment, FunctionArn, Runtime, Timeout } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
		expect({ FunctionArn, Runtime, Timeout }).toEqual({
			FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`,
			Runtime: "nodejs24.x",
			Timeout: 60,
		});
		expect(JSON.parse(Environment?.Variables?.["HEADROOM_STREAMS"] ?? "")).toEqual({ votes: {} });
	});

	it("keeps permissions: adds one, shows it as a policy, refuses it twice, removes it", async () => {
		await expect(policyOf()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
		await lambda.send(new AddPermissionCommand(PERMISSION));
		expect(await policyOf()).toMatchObject({
			Statement: [
				{
					Sid: "alarms-orders",
					Principal: { Service: "lambda.alarms.cloudwatch.amazonaws.com" },
					Condition: { StringEquals: { "AWS:SourceAccount": "000000000000" }, ArnLike: { "AWS:SourceArn": PERMISSION.SourceArn } },
				},
			],
		});
		await expect(lambda.send(new AddPermissionCommand(PERMISSION))).rejects.toMatchObject({ name: "ResourceConflictException" });
		await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "alarms-orders" }));
		await expect(policyOf()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
		await expect(lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "alarms-orders" }))).rejects.toMatchObject({
			name: "ResourceNotFoundException",
		});
	});

	it("knows no function of another name", async () => {
		await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "other" }))).rejects.toMatchObject({
			name: "ResourceNotFoundException",
			message: "Function not found: other",
		});
	});
});

describe("a direct invocation", () => {
	const invoke = async (input: Omit<InvokeCommandInput, "FunctionName">) => {
		const { FunctionError, Payload, StatusCode } = await lambda.send(new InvokeCommand({ FunctionName: "headroom-results", ...input }));
		return { FunctionError, StatusCode, payload: Buffer.from(Payload ?? []).toString("utf8") };
	};
	const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64");
	const selfCheck = {
		headroomSelfCheck: { checkId: "check-0123456789", streamNames: [], mayAskRefusedTarget: false, sendsMessage: false },
	};

	it("hands event and client context to the function, and answers what it answers", async () => {
		const asked = await invoke({ Payload: Buffer.from(JSON.stringify(selfCheck)), ClientContext: base64({ headroom: "self-check" }) });
		expect(asked.StatusCode).toBe(200);
		expect(JSON.parse(asked.payload)).toEqual({
			checkId: "check-0123456789",
			functionName: "results",
			trials: [{ action: "dynamodb:Query", on: "headroom-tally", outcome: "allowed", answered: "done" }],
		});
		const unmarked = await invoke({ Payload: Buffer.from(JSON.stringify(selfCheck)) });
		expect(JSON.parse(unmarked.payload)).toMatchObject({ statusCode: 404 });
	});

	it("that is asynchronous is taken at once; one of no function is refused", async () => {
		expect(await invoke({ InvocationType: "Event", Payload: Buffer.from("{}") })).toEqual({ StatusCode: 202, payload: "" });
		await expect(lambda.send(new InvokeCommand({ FunctionName: "other" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
	});
});

describe("what a function has beside its code", () => {
	it("reservations and settings for asynchronous events are shown, and can be taken away", async () => {
		const named = { FunctionName: "headroom-sweep" };
		expect(await lambda.send(new GetFunctionConcurrencyCommand(named))).toMatchObject({ ReservedConcurrentExecutions: 1 });
		await lambda.send(new DeleteFunctionConcurrencyCommand(named));
		expect((await lambda.send(new GetFunctionConcurrencyCommand(named))).ReservedConcurrentExecutions).toBeUndefined();
		expect(await lambda.send(new GetFunctionEventInvokeConfigCommand(named))).toMatchObject({
			MaximumRetryAttempts: 0,
			MaximumEventAgeInSeconds: 120,
			DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:headroom-failed-events" } },
		});
		await lambda.send(new DeleteFunctionEventInvokeConfigCommand(named));
		await expect(lambda.send(new GetFunctionEventInvokeConfigCommand(named))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
	});

	it("a function that is deleted is not found, and its mapping is listed by its name until it is deleted too", async () => {
		const named = { FunctionName: "headroom-recheck" };
		await lambda.send(new DeleteFunctionCommand(named));
		await expect(lambda.send(new GetFunctionConfigurationCommand(named))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
		const { EventSourceMappings: [mapping] = [] } = await lambda.send(new ListEventSourceMappingsCommand(named));
		expect(mapping?.LastModified?.getTime()).toBeLessThanOrEqual(Date.now());
		const ofSource = async (EventSourceArn: string | undefined) =>
			(await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn }))).EventSourceMappings?.map(({ UUID }) => UUID);
		expect(await ofSource(mapping?.EventSourceArn)).toEqual([mapping?.UUID]);
		expect(await ofSource(`${mapping?.EventSourceArn}-of-others`)).toEqual([]);
		expect(mapping).toMatchObject({ State: "Enabled", BatchSize: 10 });
		const UUID = mapping?.UUID ?? "";
		expect(await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))).toMatchObject({ State: "Disabled" });
		await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
		expect((await lambda.send(new ListEventSourceMappingsCommand(named))).EventSourceMappings).toEqual([]);
	});
});

describe("who may invoke a function", () => {
	const alarms = { principal: "lambda.alarms.cloudwatch.amazonaws.com", sourceArn: ALARM, sourceAccount: "000000000000" };
	it.each([
		{ title: "an alarm that the pattern covers", invoker: alarms, expected: true },
		{ title: "an alarm of another stream", invoker: { ...alarms, sourceArn: ALARM.replace("orders", "votes") }, expected: false },
		{ title: "an alarm of another account", invoker: { ...alarms, sourceAccount: "111111111111" }, expected: false },
		{ title: "another service", invoker: { ...alarms, principal: "sns.amazonaws.com" }, expected: false },
	])("$title: $expected", ({ expected, invoker }) => {
		const control = new LambdaControl();
		control.deploy({
			FunctionName,
			FunctionArn: "arn",
			Runtime: "nodejs24.x",
			Role: "role",
			Handler: "handler",
			Description: "",
			Timeout: 1,
			MemorySize: 128,
			Environment: { Variables: {} },
		});
		expect(control.mayInvoke(FunctionName, invoker)).toBe(false);
		control.addPermission(FunctionName, PERMISSION);
		expect(control.mayInvoke(FunctionName, invoker)).toBe(expected);
	});
});

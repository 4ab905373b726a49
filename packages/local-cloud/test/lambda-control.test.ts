import {
	AddPermissionCommand,
	GetFunctionConfigurationCommand,
	GetPolicyCommand,
	LambdaClient,
	RemovePermissionCommand,
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

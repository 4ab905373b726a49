import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT_ID, PARTITION, REGION, SECRET_BYTES_BASE64 } from "../account.ts";
import type { Account, ExistingStream } from "../evaluation-request.ts";
import type { RecordedLookup } from "../recorded-app.ts";
import { policyDocumentJson } from "./policy-document.ts";

type Inputs = Record<string, unknown>;

/** Lambda's quota of concurrent executions. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-25 */
const CONCURRENT_EXECUTIONS = "L-B99A9384";

interface CreatedResource {
	readonly id: string;
	readonly state: Inputs;
}

/**
 * Answers as the AWS provider would: each resource with its inputs and what AWS adds to them. Strict: a resource or lookup that is not
 * described here is an error, since an output that a mock forgets would otherwise vanish from whatever it is put into.
 */
export function mockProvider(account: Account, lookups: RecordedLookup[]): pulumi.runtime.Mocks {
	return {
		newResource: ({ type, name, inputs, custom }) => (custom === false ? { id: "", state: inputs } : createResource(type, name, inputs)),
		call: ({ token, inputs }) => {
			const answer = answerLookup(token, inputs, account);
			lookups.push({ token, inputs, answer });
			return answer;
		},
	};
}

function createResource(type: string, logicalName: string, inputs: Inputs): CreatedResource {
	const describe = CREATED[type];
	if (describe === undefined) {
		throw new Error(`mock provider: no description of ${type} (${logicalName}); add what AWS answers to it in mock-provider.ts`);
	}
	// The provider makes up a name for what has none, from the logical name.
	const name = String(inputs["name"] ?? `${logicalName}-0123456`);
	const { id, ...added } = describe(name, inputs, logicalName);
	return { id, state: { name, ...inputs, ...added } };
}

const CREATED: Readonly<Record<string, (name: string, inputs: Inputs, logicalName: string) => { readonly id: string } & Inputs>> = {
	"aws:apigatewayv2/api:Api": (name) => ({
		id: `${idOf(name)}`,
		arn: `arn:${PARTITION}:apigateway:${REGION}::/apis/${idOf(name)}`,
		apiEndpoint: `https://${idOf(name)}.execute-api.${REGION}.amazonaws.com`,
		executionArn: arn("execute-api", idOf(name)),
	}),
	"aws:apigatewayv2/integration:Integration": (_name, _inputs, logicalName) => ({ id: idOf(logicalName) }),
	"aws:apigatewayv2/route:Route": (_name, _inputs, logicalName) => ({ id: idOf(logicalName) }),
	"aws:apigatewayv2/stage:Stage": (name) => ({ id: name, invokeUrl: `https://api.execute-api.${REGION}.amazonaws.com/` }),
	"aws:cloudwatch/compositeAlarm:CompositeAlarm": (_name, inputs) => ({
		id: String(inputs["alarmName"]),
		arn: arn("cloudwatch", `alarm:${inputs["alarmName"]}`),
	}),
	"aws:cloudwatch/dashboard:Dashboard": (_name, inputs) => ({
		id: String(inputs["dashboardName"]),
		dashboardArn: `arn:${PARTITION}:cloudwatch::${ACCOUNT_ID}:dashboard/${inputs["dashboardName"]}`,
	}),
	"aws:cloudwatch/eventRule:EventRule": (name) => ({ id: name, arn: arn("events", `rule/${name}`) }),
	"aws:cloudwatch/eventTarget:EventTarget": (_name, _inputs, logicalName) => ({ id: logicalName }),
	"aws:cloudwatch/logGroup:LogGroup": (name) => ({ id: name, arn: arn("logs", `log-group:${name}`) }),
	"aws:cloudwatch/logMetricFilter:LogMetricFilter": (name) => ({ id: name }),
	"aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (_name, inputs) => ({ id: String(inputs["policyName"]) }),
	"aws:cloudwatch/metricAlarm:MetricAlarm": (name) => ({ id: name, arn: arn("cloudwatch", `alarm:${name}`) }),
	"aws:dynamodb/table:Table": (name) => ({ id: name, arn: arn("dynamodb", `table/${name}`) }),
	"aws:iam/policy:Policy": (name) => ({ id: globalArn("iam", `policy/${name}`), arn: globalArn("iam", `policy/${name}`) }),
	"aws:iam/role:Role": (name) => ({ id: name, arn: globalArn("iam", `role/${name}`) }),
	"aws:iam/rolePolicy:RolePolicy": (name, inputs) => ({ id: `${inputs["role"]}:${name}` }),
	"aws:iam/rolePolicyAttachment:RolePolicyAttachment": (_name, _inputs, logicalName) => ({ id: logicalName }),
	"aws:kinesis/stream:Stream": (name) => ({ id: arn("kinesis", `stream/${name}`), arn: arn("kinesis", `stream/${name}`) }),
	"aws:kms/alias:Alias": (name) => ({ id: name, arn: arn("kms", name) }),
	"aws:kms/key:Key": (_name, _inputs, logicalName) => ({
		id: `key-${logicalName}`,
		keyId: `key-${logicalName}`,
		arn: arn("kms", `key/key-${logicalName}`),
	}),
	"aws:kms/keyPolicy:KeyPolicy": (_name, _inputs, logicalName) => ({ id: logicalName }),
	"aws:lambda/eventSourceMapping:EventSourceMapping": (_name, _inputs, logicalName) => ({ id: logicalName, uuid: logicalName }),
	"aws:lambda/function:Function": (name) => ({
		id: name,
		arn: arn("lambda", `function:${name}`),
		qualifiedArn: arn("lambda", `function:${name}:1`),
		invokeArn: invokeArn(arn("lambda", `function:${name}`)),
		qualifiedInvokeArn: invokeArn(arn("lambda", `function:${name}:1`)),
		version: "1",
		lastModified: "2026-01-01T00:00:00.000+0000",
	}),
	"aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (_name, _inputs, logicalName) => ({ id: logicalName }),
	"aws:lambda/permission:Permission": (_name, inputs, logicalName) => ({ id: String(inputs["statementId"] ?? logicalName) }),
	"aws:s3/bucketObjectv2:BucketObjectv2": (_name, inputs) => ({
		id: String(inputs["key"]),
		arn: `arn:${PARTITION}:s3:::${inputs["bucket"]}/${inputs["key"]}`,
	}),
	"aws:scheduler/schedule:Schedule": (name) => ({ id: `default/${name}`, arn: arn("scheduler", `schedule/default/${name}`) }),
	"aws:sns/topic:Topic": (name) => ({ id: arn("sns", name), arn: arn("sns", name) }),
	"aws:sns/topicPolicy:TopicPolicy": (_name, inputs) => ({ id: String(inputs["arn"]) }),
	"aws:sns/topicSubscription:TopicSubscription": (_name, inputs, logicalName) => ({
		id: `${inputs["topic"]}:${logicalName}`,
		arn: `${inputs["topic"]}:${logicalName}`,
	}),
	"aws:sqs/queue:Queue": (name) => ({ id: queueUrl(name), url: queueUrl(name), arn: arn("sqs", name) }),
	"aws:sqs/queuePolicy:QueuePolicy": (_name, inputs) => ({ id: String(inputs["queueUrl"]) }),
	"aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": (_name, inputs) => ({ id: String(inputs["queueUrl"]) }),
	"random:index/randomBytes:RandomBytes": (_name, _inputs, logicalName) => ({
		id: logicalName,
		base64: pulumi.secret(SECRET_BYTES_BASE64),
	}),
};

function answerLookup(token: string, inputs: Inputs, account: Account): Inputs {
	switch (token) {
		case "aws:index/getRegion:getRegion":
			return { id: REGION, region: REGION, name: REGION, description: REGION, endpoint: `ec2.${REGION}.amazonaws.com` };
		case "aws:index/getPartition:getPartition":
			return { id: PARTITION, partition: PARTITION, dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
		case "aws:index/getCallerIdentity:getCallerIdentity":
			return { id: ACCOUNT_ID, accountId: ACCOUNT_ID, arn: globalArn("iam", "user/deployer"), userId: "AIDAEXAMPLE" };
		case "aws:iam/getPolicyDocument:getPolicyDocument": {
			const json = policyDocumentJson(inputs);
			return { ...inputs, id: "policy", json, minifiedJson: json };
		}
		case "aws:kinesis/getStream:getStream":
			return describeStream(String(inputs["name"]), account.streams);
		case "aws:servicequotas/getServiceQuota:getServiceQuota":
			return serviceQuota(inputs, account);
		default:
			throw lookupError(`mock provider: no answer to the lookup ${token}; add what AWS answers to it in mock-provider.ts`);
	}
}

function describeStream(name: string, existingStreams: readonly ExistingStream[]): Inputs {
	const stream = existingStreams.find((candidate) => candidate.name === name);
	if (stream === undefined) {
		// Word for word as the provider says it. @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/retry/error.go read 2026-11-25
		throw lookupError(
			`invocation of aws:kinesis/getStream:getStream returned an error: reading Kinesis Stream (${name}): couldn't find resource`,
		);
	}
	return {
		id: arn("kinesis", `stream/${name}`),
		arn: arn("kinesis", `stream/${name}`),
		name,
		region: REGION,
		status: "ACTIVE",
		streamModeDetails: [{ streamMode: stream.mode }],
		retentionPeriod: stream.retentionHours ?? 24,
		encryptionType: "KMS",
		kmsKeyId: "alias/aws/kinesis",
		creationTimestamp: 0,
		openShards: ["shardId-000000000000"],
		closedShards: [],
		shardLevelMetrics: [],
		tags: {},
		maxRecordSizeInKib: 1024,
	};
}

function serviceQuota(inputs: Inputs, account: Account): Inputs {
	const { serviceCode, quotaCode } = inputs;
	if (serviceCode !== "lambda" || quotaCode !== CONCURRENT_EXECUTIONS) {
		throw lookupError(`mock provider: no answer for the quota ${serviceCode} ${quotaCode}; add it in mock-provider.ts`);
	}
	return { id: `${serviceCode}/${quotaCode}`, serviceCode, quotaCode, value: account.concurrentExecutions, adjustable: true };
}

/** Pulumi takes the reason of a failed lookup from gRPC's `details`. */
function lookupError(details: string): Error {
	return Object.assign(new Error(details), { details });
}

function arn(service: string, resource: string): string {
	return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

function globalArn(service: string, resource: string): string {
	return `arn:${PARTITION}:${service}::${ACCOUNT_ID}:${resource}`;
}

function queueUrl(name: string): string {
	return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`;
}

function invokeArn(functionArn: string): string {
	return `arn:${PARTITION}:apigateway:${REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

function idOf(name: string): string {
	return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

import * as pulumi from "@pulumi/pulumi";
import { SECRET_BYTES_BASE64 } from "../account.ts";
import { arn, globalArn, type Place, queueUrl } from "./place.ts";

type Inputs = Readonly<Record<string, unknown>>;

export interface CreatedResource {
	readonly id: string;
	readonly state: Inputs;
}

interface Asked {
	readonly name: string;
	readonly inputs: Inputs;
	readonly logicalName: string;
	readonly place: Place;
}

/**
 * What AWS answers to the creation of a resource: its inputs, and what AWS adds to them.
 * @throws Error for a type that is not described here: an output that a mock forgets would vanish from whatever it is put into
 */
export function createdState(type: string, logicalName: string, inputs: Inputs, place: Place): CreatedResource {
	const describe = CREATED[type];
	if (describe === undefined) {
		throw new Error(`mock provider: no description of ${type} (${logicalName}); add what AWS answers to it in created-state.ts`);
	}
	const name = String(inputs["name"] ?? logicalName);
	const { id, ...added } = describe({ name, inputs, logicalName, place });
	return { id, state: { name, ...inputs, ...added } };
}

const CREATED: Readonly<Record<string, (asked: Asked) => { readonly id: string } & Inputs>> = {
	"aws:apigatewayv2/api:Api": ({ name, place }) => ({
		id: `${idOf(name)}`,
		arn: `arn:${place.partition}:apigateway:${place.region}::/apis/${idOf(name)}`,
		apiEndpoint: `https://${idOf(name)}.execute-api.${place.region}.amazonaws.com`,
		executionArn: arn(place, "execute-api", idOf(name)),
	}),
	"aws:apigatewayv2/authorizer:Authorizer": ({ logicalName }) => ({ id: idOf(logicalName) }),
	"aws:apigatewayv2/integration:Integration": ({ logicalName }) => ({ id: idOf(logicalName) }),
	"aws:apigatewayv2/route:Route": ({ logicalName }) => ({ id: idOf(logicalName) }),
	"aws:apigatewayv2/stage:Stage": ({ name, place }) => ({
		id: name,
		invokeUrl: `https://api.execute-api.${place.region}.amazonaws.com/`,
	}),
	"aws:cloudwatch/compositeAlarm:CompositeAlarm": ({ inputs, place }) => ({
		id: String(inputs["alarmName"]),
		arn: arn(place, "cloudwatch", `alarm:${inputs["alarmName"]}`),
	}),
	"aws:cloudwatch/dashboard:Dashboard": ({ inputs, place }) => ({
		id: String(inputs["dashboardName"]),
		dashboardArn: `arn:${place.partition}:cloudwatch::${place.accountId}:dashboard/${inputs["dashboardName"]}`,
	}),
	"aws:cloudwatch/eventRule:EventRule": ({ name, place }) => ({ id: name, arn: arn(place, "events", `rule/${name}`) }),
	"aws:cloudwatch/eventTarget:EventTarget": ({ logicalName }) => ({ id: logicalName }),
	"aws:cloudwatch/logGroup:LogGroup": ({ name, place }) => ({ id: name, arn: arn(place, "logs", `log-group:${name}`) }),
	"aws:cloudwatch/logMetricFilter:LogMetricFilter": ({ name }) => ({ id: name }),
	"aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ({ inputs }) => ({ id: String(inputs["policyName"]) }),
	"aws:cloudwatch/metricAlarm:MetricAlarm": ({ name, place }) => ({
		id: name,
		arn: arn(place, "cloudwatch", `alarm:${name}`),
	}),
	"aws:dynamodb/table:Table": ({ name, place }) => ({ id: name, arn: arn(place, "dynamodb", `table/${name}`) }),
	"aws:iam/policy:Policy": ({ name, place }) => ({
		id: globalArn(place, "iam", `policy/${name}`),
		arn: globalArn(place, "iam", `policy/${name}`),
	}),
	"aws:iam/role:Role": ({ name, place }) => ({ id: name, arn: globalArn(place, "iam", `role/${name}`) }),
	"aws:iam/rolePolicy:RolePolicy": ({ inputs, name }) => ({ id: `${inputs["role"]}:${name}` }),
	"aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ logicalName }) => ({ id: logicalName }),
	"aws:kinesis/stream:Stream": ({ name, place }) => ({
		id: arn(place, "kinesis", `stream/${name}`),
		arn: arn(place, "kinesis", `stream/${name}`),
	}),
	"aws:kms/alias:Alias": ({ name, place }) => ({ id: name, arn: arn(place, "kms", name) }),
	"aws:kms/key:Key": ({ logicalName, place }) => ({
		id: `key-${logicalName}`,
		keyId: `key-${logicalName}`,
		arn: arn(place, "kms", `key/key-${logicalName}`),
	}),
	"aws:kms/keyPolicy:KeyPolicy": ({ logicalName }) => ({ id: logicalName }),
	"aws:lambda/eventSourceMapping:EventSourceMapping": ({ logicalName }) => ({ id: logicalName, uuid: logicalName }),
	"aws:lambda/function:Function": ({ name, place }) => ({
		id: name,
		arn: arn(place, "lambda", `function:${name}`),
		qualifiedArn: arn(place, "lambda", `function:${name}:1`),
		invokeArn: invokeArn(place, arn(place, "lambda", `function:${name}`)),
		qualifiedInvokeArn: invokeArn(place, arn(place, "lambda", `function:${name}:1`)),
		version: "1",
		lastModified: "2026-01-01T00:00:00.000+0000",
	}),
	"aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ({ logicalName }) => ({ id: logicalName }),
	"aws:lambda/permission:Permission": ({ inputs, logicalName }) => ({ id: String(inputs["statementId"] ?? logicalName) }),
	"aws:s3/bucketObjectv2:BucketObjectv2": ({ inputs, place }) => ({
		id: String(inputs["key"]),
		arn: `arn:${place.partition}:s3:::${inputs["bucket"]}/${inputs["key"]}`,
	}),
	"aws:scheduler/schedule:Schedule": ({ name, place }) => ({
		id: `default/${name}`,
		arn: arn(place, "scheduler", `schedule/default/${name}`),
	}),
	"aws:sns/topic:Topic": ({ name, place }) => ({ id: arn(place, "sns", name), arn: arn(place, "sns", name) }),
	"aws:sns/topicPolicy:TopicPolicy": ({ inputs }) => ({ id: String(inputs["arn"]) }),
	"aws:sns/topicSubscription:TopicSubscription": ({ inputs, logicalName }) => ({
		id: `${inputs["topic"]}:${logicalName}`,
		arn: `${inputs["topic"]}:${logicalName}`,
	}),
	"aws:sqs/queue:Queue": ({ name, place }) => ({
		id: queueUrl(place, name),
		url: queueUrl(place, name),
		arn: arn(place, "sqs", name),
	}),
	"aws:sqs/queuePolicy:QueuePolicy": ({ inputs }) => ({ id: String(inputs["queueUrl"]) }),
	"aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ({ inputs }) => ({ id: String(inputs["queueUrl"]) }),
	"random:index/randomBytes:RandomBytes": ({ logicalName }) => ({
		id: logicalName,
		base64: pulumi.secret(SECRET_BYTES_BASE64),
	}),
};

function invokeArn(place: Place, functionArn: string): string {
	return `arn:${place.partition}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

function idOf(name: string): string {
	return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

import { ApiGatewayV2Client, DeleteApiCommand } from "@aws-sdk/client-apigatewayv2";
import {
	CloudWatchClient,
	DescribeAlarmsCommand,
	PutMetricAlarmCommand,
	type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { DeleteTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateStreamCommand, DeleteStreamCommand, KinesisClient, StopStreamEncryptionCommand } from "@aws-sdk/client-kinesis";
import {
	DeleteEventSourceMappingCommand,
	DeleteFunctionCommand,
	DeleteFunctionConcurrencyCommand,
	DeleteFunctionEventInvokeConfigCommand,
	LambdaClient,
	ListEventSourceMappingsCommand,
	RemovePermissionCommand,
	UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { DeleteScheduleCommand, GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetFederationTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:headroom-notifications";

/** Breaks one link of a deployment at a time, as a person in the console would: by the services' own calls. */
export class Breaks {
	readonly #endpointUrl: string;
	readonly #apiGateway: ApiGatewayV2Client;
	readonly #cloudWatch: CloudWatchClient;
	readonly #dynamoDb: DynamoDBClient;
	readonly #iam: IAMClient;
	readonly #kinesis: KinesisClient;
	readonly #lambda: LambdaClient;
	readonly #scheduler: SchedulerClient;
	readonly #sns: SNSClient;
	readonly #sqs: SQSClient;
	readonly #sts: STSClient;

	constructor(endpointUrl: string) {
		const config = { region: "us-east-1", endpoint: endpointUrl, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
		this.#endpointUrl = endpointUrl;
		this.#apiGateway = new ApiGatewayV2Client(config);
		this.#cloudWatch = new CloudWatchClient(config);
		this.#dynamoDb = new DynamoDBClient(config);
		this.#iam = new IAMClient(config);
		this.#kinesis = new KinesisClient({ ...config, maxAttempts: 10, requestHandler: new NodeHttpHandler() });
		this.#lambda = new LambdaClient(config);
		this.#scheduler = new SchedulerClient(config);
		this.#sns = new SNSClient(config);
		this.#sqs = new SQSClient(config);
		this.#sts = new STSClient(config);
	}

	/** Beside what the function's role is granted. */
	async deny(functionName: string, ...actions: readonly string[]): Promise<void> {
		const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: actions, Resource: "*" }] });
		await this.#iam.send(new PutRolePolicyCommand({ RoleName: `headroom-${functionName}`, PolicyName: "denied", PolicyDocument }));
	}

	async deleteFunction(functionName: string): Promise<void> {
		await this.#lambda.send(new DeleteFunctionCommand({ FunctionName: `headroom-${functionName}` }));
	}

	async takeReservation(functionName: string): Promise<void> {
		await this.#lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: `headroom-${functionName}` }));
	}

	async forgetAsyncSettings(functionName: string): Promise<void> {
		await this.#lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: `headroom-${functionName}` }));
	}

	async forbidAlarms(statementId: string): Promise<void> {
		await this.#lambda.send(new RemovePermissionCommand({ FunctionName: "headroom-autoscaler", StatementId: statementId }));
	}

	async disableMapping(functionName: string): Promise<void> {
		await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID: await this.#mappingOf(functionName), Enabled: false }));
	}

	async deleteMapping(functionName: string): Promise<void> {
		await this.#lambda.send(new DeleteEventSourceMappingCommand({ UUID: await this.#mappingOf(functionName) }));
	}

	async #mappingOf(functionName: string): Promise<string> {
		const { EventSourceMappings: [mapping] = [] } = await this.#lambda.send(
			new ListEventSourceMappingsCommand({ FunctionName: `headroom-${functionName}` }),
		);
		return mapping?.UUID ?? "none";
	}

	async changeSchedule(changes: { readonly State?: "DISABLED" | "ENABLED"; readonly targetArn?: string }): Promise<void> {
		const { FlexibleTimeWindow, Name, ScheduleExpression, Target } = await this.#scheduler.send(
			new GetScheduleCommand({ Name: "headroom-sweep" }),
		);
		const { State = "ENABLED", targetArn = Target?.Arn } = changes;
		await this.#scheduler.send(
			new UpdateScheduleCommand({
				Name,
				ScheduleExpression,
				FlexibleTimeWindow,
				State,
				Target: { Arn: targetArn, RoleArn: Target?.RoleArn },
			}),
		);
	}

	async deleteSchedule(): Promise<void> {
		await this.#scheduler.send(new DeleteScheduleCommand({ Name: "headroom-sweep" }));
	}

	async setQueue(queueName: string, Attributes: Readonly<Record<string, string>>): Promise<void> {
		await this.#sqs.send(new SetQueueAttributesCommand({ QueueUrl: this.#queueUrl(queueName), Attributes: { ...Attributes } }));
	}

	async deleteQueue(queueName: string): Promise<void> {
		await this.#sqs.send(new DeleteQueueCommand({ QueueUrl: this.#queueUrl(queueName) }));
	}

	async decryptStream(StreamName: string): Promise<void> {
		await this.#kinesis.send(new StopStreamEncryptionCommand({ StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" }));
	}

	async decryptTopic(): Promise<void> {
		await this.#sns.send(new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: "KmsMasterKeyId", AttributeValue: "" }));
	}

	async keepForEver(TableName: string): Promise<void> {
		const TimeToLiveSpecification = { AttributeName: "expiresAt", Enabled: false };
		await this.#dynamoDb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
	}

	async deleteTable(TableName: string): Promise<void> {
		await this.#dynamoDb.send(new DeleteTableCommand({ TableName }));
	}

	/** Nothing that arrives, or does not, changes its state any longer. */
	async freezeAlarm(AlarmName: string): Promise<void> {
		const { MetricAlarms: [alarm] = [] } = await this.#cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
		const { AlarmActions, ComparisonOperator, Dimensions, EvaluationPeriods, MetricName, Namespace, Period, Statistic, Threshold } =
			alarm ?? {};
		const kept = { AlarmActions, ComparisonOperator, Dimensions, EvaluationPeriods, MetricName, Namespace, Period, Statistic, Threshold };
		await this.#cloudWatch.send(
			new PutMetricAlarmCommand({ ...kept, AlarmName, TreatMissingData: "ignore" } as PutMetricAlarmCommandInput),
		);
	}

	async createStream(StreamName: string): Promise<void> {
		await this.#kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
	}

	async deleteStream(StreamName: string): Promise<void> {
		await this.#kinesis.send(new DeleteStreamCommand({ StreamName }));
	}

	async deleteApi(): Promise<void> {
		await this.#apiGateway.send(new DeleteApiCommand({ ApiId: "local" }));
	}

	/** The environment of somebody who may do everything but these. */
	async personWithout(...actions: readonly string[]): Promise<Readonly<Record<string, string>>> {
		const Statement = [
			{ Effect: "Allow", Action: "*", Resource: "*" },
			{ Effect: "Deny", Action: actions, Resource: "*" },
		];
		const { Credentials } = await this.#sts.send(new GetFederationTokenCommand({ Name: "ana", Policy: JSON.stringify({ Statement }) }));
		return {
			AWS_ENDPOINT_URL: this.#endpointUrl,
			AWS_REGION: "us-east-1",
			AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? "",
			AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? "",
			AWS_SESSION_TOKEN: Credentials?.SessionToken ?? "",
		};
	}

	close(): void {
		for (const client of [
			this.#apiGateway,
			this.#cloudWatch,
			this.#dynamoDb,
			this.#iam,
			this.#kinesis,
			this.#lambda,
			this.#scheduler,
			this.#sns,
			this.#sqs,
			this.#sts,
		]) {
			client.destroy();
		}
	}

	#queueUrl(queueName: string): string {
		return `${this.#endpointUrl}/000000000000/${queueName}`;
	}
}

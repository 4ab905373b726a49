/**
 * The inputs of the AWS provider's resources that the properties read. All are optional: what was recorded is what is to be checked, so
 * nothing is taken for granted.
 */
export interface InputsOf {
	readonly api: { readonly name?: string; readonly protocolType?: string; readonly corsConfiguration?: object };
	readonly apiIntegration: { readonly integrationType?: string; readonly integrationUri?: string; readonly payloadFormatVersion?: string };
	readonly apiAuthorizer: {
		readonly authorizerType?: string;
		readonly identitySources?: readonly string[];
		readonly jwtConfiguration?: { readonly issuer?: string; readonly audiences?: readonly string[] };
	};
	readonly apiRoute: {
		readonly routeKey?: string;
		readonly target?: string;
		readonly authorizationType?: string;
		readonly authorizerId?: string;
	};
	readonly apiStage: {
		readonly name?: string;
		readonly autoDeploy?: boolean;
		readonly accessLogSettings?: { readonly destinationArn?: string; readonly format?: string };
		readonly defaultRouteSettings?: { readonly throttlingRateLimit?: number; readonly throttlingBurstLimit?: number };
	};
	readonly alarm: MetricAlarmInputs;
	readonly dashboard: { readonly dashboardName?: string; readonly dashboardBody?: string };
	readonly eventInvokeConfig: {
		readonly functionName?: string;
		readonly maximumRetryAttempts?: number;
		readonly maximumEventAgeInSeconds?: number;
		readonly destinationConfig?: { readonly onFailure?: { readonly destination?: string } };
	};
	readonly eventSourceMapping: {
		readonly eventSourceArn?: string;
		readonly functionName?: string;
		readonly destinationConfig?: { readonly onFailure?: { readonly destinationArn?: string } };
	};
	readonly function: {
		readonly name?: string;
		readonly role?: string;
		readonly runtime?: string;
		readonly architectures?: readonly string[];
		readonly environment?: { readonly variables?: Readonly<Record<string, string>> };
		readonly loggingConfig?: { readonly logGroup?: string };
		readonly reservedConcurrentExecutions?: number;
	};
	readonly key: { readonly policy?: string; readonly enableKeyRotation?: boolean };
	readonly keyAlias: { readonly name?: string; readonly targetKeyId?: string };
	readonly logGroup: { readonly name?: string; readonly retentionInDays?: number };
	readonly permission: {
		readonly statementId?: string;
		readonly action?: string;
		readonly function?: string;
		readonly principal?: string;
		readonly sourceAccount?: string;
		readonly sourceArn?: string;
	};
	readonly queue: {
		readonly name?: string;
		readonly redrivePolicy?: string;
		readonly sqsManagedSseEnabled?: boolean;
		readonly kmsMasterKeyId?: string;
		readonly visibilityTimeoutSeconds?: number;
		readonly messageRetentionSeconds?: number;
	};
	readonly role: {
		readonly name?: string;
		readonly assumeRolePolicy?: string;
		readonly inlinePolicies?: readonly { readonly name?: string; readonly policy?: string }[];
		readonly managedPolicyArns?: readonly string[];
	};
	readonly schedule: {
		readonly name?: string;
		readonly scheduleExpression?: string;
		readonly state?: string;
		readonly flexibleTimeWindow?: { readonly mode?: string };
		readonly target?: {
			readonly arn?: string;
			readonly roleArn?: string;
			readonly retryPolicy?: { readonly maximumRetryAttempts?: number };
			readonly deadLetterConfig?: { readonly arn?: string };
		};
	};
	readonly stream: {
		readonly name?: string;
		readonly shardCount?: number;
		readonly retentionPeriod?: number;
		readonly streamModeDetails?: { readonly streamMode?: string };
		readonly encryptionType?: string;
		readonly kmsKeyId?: string;
	};
	readonly subscription: { readonly topic?: string; readonly protocol?: string; readonly endpoint?: string };
	readonly table: {
		readonly name?: string;
		readonly hashKey?: string;
		readonly rangeKey?: string;
		readonly serverSideEncryption?: { readonly enabled?: boolean };
		readonly pointInTimeRecovery?: { readonly enabled?: boolean };
		readonly ttl?: { readonly attributeName?: string; readonly enabled?: boolean };
	};
	readonly topic: { readonly name?: string; readonly kmsMasterKeyId?: string };
}

export interface MetricAlarmInputs {
	readonly name?: string;
	readonly actionsEnabled?: boolean;
	readonly alarmActions?: readonly string[];
	readonly okActions?: readonly string[];
	readonly insufficientDataActions?: readonly string[];
	readonly namespace?: string;
	readonly metricName?: string;
	readonly dimensions?: Readonly<Record<string, string>>;
	readonly threshold?: number;
	readonly evaluationPeriods?: number;
	readonly treatMissingData?: string;
	readonly metricQueries?: readonly {
		readonly id?: string;
		readonly expression?: string;
		readonly metric?: { readonly namespace?: string; readonly metricName?: string; readonly dimensions?: Readonly<Record<string, string>> };
	}[];
}

export type ResourceKind = keyof InputsOf;

export const RESOURCE_TYPES: Readonly<Record<ResourceKind, string>> = {
	api: "aws:apigatewayv2/api:Api",
	apiAuthorizer: "aws:apigatewayv2/authorizer:Authorizer",
	apiIntegration: "aws:apigatewayv2/integration:Integration",
	apiRoute: "aws:apigatewayv2/route:Route",
	apiStage: "aws:apigatewayv2/stage:Stage",
	alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
	dashboard: "aws:cloudwatch/dashboard:Dashboard",
	eventInvokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
	eventSourceMapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
	function: "aws:lambda/function:Function",
	key: "aws:kms/key:Key",
	keyAlias: "aws:kms/alias:Alias",
	logGroup: "aws:cloudwatch/logGroup:LogGroup",
	permission: "aws:lambda/permission:Permission",
	queue: "aws:sqs/queue:Queue",
	role: "aws:iam/role:Role",
	schedule: "aws:scheduler/schedule:Schedule",
	stream: "aws:kinesis/stream:Stream",
	subscription: "aws:sns/topicSubscription:TopicSubscription",
	table: "aws:dynamodb/table:Table",
	topic: "aws:sns/topic:Topic",
};

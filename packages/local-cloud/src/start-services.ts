import { ALARMS_PRINCIPAL } from "@headroom/controller";
import { CloudWatchEmulator, KinesisEmulator, type KinesisSettings, ServiceError, WallClock } from "@headroom/emulators";
import { answerControl, isControlRequest } from "./control-routes.ts";
import { endpointRoutes } from "./endpoint/endpoint-routes.ts";
import { startEndpoint } from "./endpoint/endpoint-server.ts";
import type { Handle, Operate } from "./endpoint/handle.ts";
import type { ServiceName } from "./endpoint/service-of-request.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { ACCOUNT_ID, LOG_GROUPS, NAMES, REGION } from "./names.ts";
import { Neighbour, NeighbourClock } from "./neighbour.ts";
import { apiGatewayHandle, HttpApis } from "./services/api-gateway/handle.ts";
import { alarmActions } from "./services/cloudwatch/alarm-actions.ts";
import { cloudWatchHandle } from "./services/cloudwatch/handle.ts";
import { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import { iamHandle } from "./services/iam/handle.ts";
import { RolePolicies } from "./services/iam/role-policies.ts";
import { kinesisHandle } from "./services/kinesis/handle.ts";
import { lambdaHandle } from "./services/lambda/handle.ts";
import type { InvokeFunction, InvokeFunctionAsync } from "./services/lambda/invoke.ts";
import { LambdaControl } from "./services/lambda/lambda-control.ts";
import { FunctionLogs } from "./services/logs/function-logs.ts";
import { type LogGroups, logsHandle } from "./services/logs/handle.ts";
import { schedulerHandle } from "./services/scheduler/handle.ts";
import { Schedules } from "./services/scheduler/schedules.ts";
import { Messaging } from "./services/sqs-sns/messaging.ts";
import { sqsHandle } from "./services/sqs-sns/sqs-query.ts";
import { stsHandle } from "./services/sts/handle.ts";
import { type ReshardPermission, Sessions } from "./services/sts/sessions.ts";
import { Timeline } from "./timeline.ts";

/** The AWS services, and the local cloud's own records of their events. */
export interface LocalCloudServices {
	readonly clock: WallClock;
	readonly kinesis: Operate;
	readonly cloudWatch: CloudWatchEmulator;
	readonly lambda: LambdaControl;
	readonly messaging: Messaging;
	readonly dynamoDb: DynamoDb;
	/** As the endpoint calls them. */
	readonly handles: Readonly<Record<ServiceName, Handle>>;
	readonly endpointUrl: string;
	readonly rolePolicies: RolePolicies;
	readonly schedules: Schedules;
	readonly httpApis: HttpApis;
	readonly timeline: Timeline;
	readonly logs: FunctionLogs;
	readonly onInternalError: (error: unknown) => void;
}

export interface ServicesOptions {
	readonly endpointPort: number;
	readonly deliverAlarms: boolean;
	readonly logFile: string | undefined;
	/** Settings of the emulator of Kinesis that differ from its defaults. */
	readonly kinesisSettings: Partial<KinesisSettings>;
	readonly reshardPermission: ReshardPermission;
	/** The functions, once they are loaded: alarms, schedules and direct invocations can come before. */
	readonly functions: () => { readonly invoke: InvokeFunction; readonly invokeAsync: InvokeFunctionAsync } | undefined;
}

/** Starts the services and the endpoint before them. @throws LocalCloudError if the port or the log file is not available */
export async function startServices(options: ServicesOptions, cleanup: AsyncDisposableStack): Promise<LocalCloudServices> {
	const timeline = new Timeline();
	const onInternalError = (error: unknown): void => {
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
		console.error(`local cloud: ${message}`);
		timeline.record(Date.now(), { kind: "local-cloud-fault", message });
	};
	const logs = await openLogs(options.logFile);
	cleanup.defer(() => logs.close());
	const clock = new WallClock();
	cleanup.defer(() => clock.close());
	const messaging = await Messaging.start(REGION, ACCOUNT_ID);
	cleanup.defer(() => messaging.close());
	const invokeAsync: InvokeFunctionAsync = (functionName, event) => options.functions()?.invokeAsync(functionName, event) ?? false;
	const lambda = new LambdaControl();
	const rolePolicies = new RolePolicies();
	const sessions = new Sessions(options.reshardPermission);
	const httpApis = new HttpApis();
	const schedules = new Schedules({
		accountId: ACCOUNT_ID,
		region: REGION,
		invoke: (targetArn, event) => invokeAsync(targetArn.slice(targetArn.lastIndexOf(":") + 1), event),
	});
	cleanup.defer(() => schedules.close());
	const cloudWatch = new CloudWatchEmulator({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		onAlarmAction: alarmActions({
			deliver: options.deliverAlarms,
			invoke: invokeAsync,
			mayInvoke: (functionName, alarmArn) =>
				// `invoke` reports a function that does not exist.
				!lambda.has(functionName) ||
				lambda.mayInvoke(functionName, { principal: ALARMS_PRINCIPAL, sourceArn: alarmArn, sourceAccount: ACCOUNT_ID }),
			messaging,
			timeline,
		}),
		onEvent: (event) => timeline.recordAlarm(event),
	});
	cleanup.defer(() => cloudWatch.close());
	const neighbour = new Neighbour({
		clock,
		operate: (operation, input) => kinesisEmulator.handle(operation, input),
		streamName: NAMES.votesStream,
		random: Math.random,
		preciseMs: () => performance.now(),
	});
	cleanup.defer(() => neighbour.close());
	const kinesisEmulator = new KinesisEmulator({
		clock: new NeighbourClock(clock, () => neighbour),
		region: REGION,
		accountId: ACCOUNT_ID,
		metrics: cloudWatch,
		settings: options.kinesisSettings,
		onEvent: (event) => timeline.recordKinesis(event),
	});
	const kinesis: Operate = (operation, input) => neighbour.runAfterDue(() => kinesisEmulator.handle(operation, input));
	const dynamoDb = await DynamoDb.start();
	cleanup.defer(() => dynamoDb.close());
	rolePolicies.onChange(() => dynamoDb.deny(rolePolicies.denied));
	const control = (method: string, url: string) =>
		isControlRequest(url) ? answerControl(method, url, { timeline, logs, neighbour }) : undefined;
	const handles: Readonly<Record<ServiceName, Handle>> = {
		apigateway: apiGatewayHandle(httpApis, onInternalError),
		dynamodb: dynamoDb.handle,
		iam: iamHandle(rolePolicies, onInternalError),
		kinesis: kinesisHandle(
			{ handle: kinesis, subscribeToShard: (...request) => neighbour.runAfterDue(() => kinesisEmulator.subscribeToShard(...request)) },
			onInternalError,
		),
		lambda: lambdaHandle({ lambda, invoke: invokeWhenLoaded(options.functions), invokeAsync, onInternalError }),
		logs: logsHandle(logGroupsOf(logs), onInternalError),
		monitoring: cloudWatchHandle(cloudWatch, onInternalError),
		scheduler: schedulerHandle(schedules, onInternalError),
		sns: messaging.handle,
		sqs: sqsHandle(messaging, onInternalError),
		sts: stsHandle(sessions, onInternalError),
	};
	const access = { isDenied: (roleName: string, action: string) => rolePolicies.isDenied(roleName, action), sessions };
	const endpoint = await startEndpoint(options.endpointPort, endpointRoutes({ services: handles, access, control, onInternalError }));
	cleanup.defer(() => endpoint.close());
	messaging.reachedAt(endpoint.port);
	return {
		clock,
		kinesis,
		cloudWatch,
		lambda,
		messaging,
		dynamoDb,
		handles,
		endpointUrl: endpoint.url,
		rolePolicies,
		schedules,
		httpApis,
		timeline,
		logs,
		onInternalError,
	};
}

/** Lambda refuses a function that is still being made. */
function invokeWhenLoaded(functions: ServicesOptions["functions"]): InvokeFunction {
	return (...invocation) => {
		const loaded = functions();
		if (loaded === undefined) throw new ServiceError("ResourceConflictException", "The function is in the state Pending.", 409);
		return loaded.invoke(...invocation);
	};
}

function logGroupsOf(logs: FunctionLogs): LogGroups {
	return { names: [...LOG_GROUPS.keys()], linesOf: (name) => logs.linesOf(LOG_GROUPS.get(name) ?? "") };
}

async function openLogs(path: string | undefined): Promise<FunctionLogs> {
	try {
		return await FunctionLogs.open(path);
	} catch (error) {
		throw new LocalCloudError(
			`The local cloud cannot open the log file ${path}: ${error instanceof Error ? error.message : String(error)}`,
		);
	}
}

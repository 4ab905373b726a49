import { ALARMS_PRINCIPAL } from "@headroom/controller";
import { CloudWatchEmulator, KinesisEmulator, type KinesisSettings, WallClock } from "@headroom/emulators";
import { answerControl, isControlRequest } from "./control-routes.ts";
import { endpointRoutes } from "./endpoint/endpoint-routes.ts";
import { startEndpoint } from "./endpoint/endpoint-server.ts";
import type { Handle, Operate } from "./endpoint/handle.ts";
import type { ServiceName } from "./endpoint/service-of-request.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { ACCOUNT_ID, LOG_GROUPS, REGION } from "./names.ts";
import { alarmActions } from "./services/cloudwatch/alarm-actions.ts";
import { cloudWatchHandle } from "./services/cloudwatch/handle.ts";
import { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import { kinesisHandle } from "./services/kinesis/handle.ts";
import { lambdaHandle } from "./services/lambda/handle.ts";
import { LambdaControl } from "./services/lambda/lambda-control.ts";
import { FunctionLogs } from "./services/logs/function-logs.ts";
import { type LogGroups, logsHandle } from "./services/logs/handle.ts";
import { Messaging } from "./services/sqs-sns/messaging.ts";
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
	/** Invokes a function asynchronously for an alarm. @returns false if there is no function of that name */
	readonly invokeAsync: (functionName: string, event: object) => boolean;
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
	const lambda = new LambdaControl();
	const cloudWatch = new CloudWatchEmulator({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		onAlarmAction: alarmActions({
			deliver: options.deliverAlarms,
			invoke: options.invokeAsync,
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
	const kinesisEmulator = new KinesisEmulator({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		metrics: cloudWatch,
		settings: options.kinesisSettings,
		onEvent: (event) => timeline.recordKinesis(event),
	});
	const kinesis: Operate = (operation, input) => kinesisEmulator.handle(operation, input);
	const dynamoDb = await DynamoDb.start();
	cleanup.defer(() => dynamoDb.close());
	const control = (url: string) => (isControlRequest(url) ? answerControl(url, timeline, logs) : undefined);
	const handles: Readonly<Record<ServiceName, Handle>> = {
		dynamodb: dynamoDb.handle,
		kinesis: kinesisHandle(kinesis, onInternalError),
		lambda: lambdaHandle(lambda, onInternalError),
		logs: logsHandle(logGroupsOf(logs), onInternalError),
		monitoring: cloudWatchHandle(cloudWatch, onInternalError),
		sns: messaging.handle,
		sqs: messaging.handle,
		sts: messaging.handle,
	};
	const endpoint = await startEndpoint(options.endpointPort, endpointRoutes({ services: handles, control, onInternalError }));
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
		timeline,
		logs,
		onInternalError,
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

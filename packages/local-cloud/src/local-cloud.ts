import { API_THROTTLING, ConfigError, LOCAL_DEPLOYMENT, parseStreams, ROUTES } from "@headroom/config";
import type { KinesisSettings } from "@headroom/emulators";
import type { Policy } from "@headroom/engine";
import { startEventSources, startSweep } from "./event-sources.ts";
import { deployFunctions, type LocalCloudFunctions, startBundling } from "./functions.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { ACCOUNT_ID, API_NAME, deployedName, type LocalCloudNames, NAMES, REGION } from "./names.ts";
import { createAlarms, createResources } from "./resources.ts";
import { type AnsweredRequest, accessLogLine } from "./services/api-gateway/access-log.ts";
import { startGateway } from "./services/api-gateway/gateway-server.ts";
import type { FunctionLogs } from "./services/logs/function-logs.ts";
import type { ReshardPermission } from "./services/sts/sessions.ts";
import { startServices } from "./start-services.ts";
import { STOP_PATIENCE_MS } from "./stop-patience.ts";

export interface LocalCloudOptions {
	/** 4566 if absent; 0 takes a free port. */
	readonly endpointPort?: number | undefined;
	/** 4567 if absent; 0 takes a free port. */
	readonly apiPort?: number | undefined;
	/** Shards of the votes stream at the start; 1 if absent. */
	readonly shardCount?: number | undefined;
	/** `naive`: the article's place-vote, no alarms and no sweep. */
	readonly variant?: "headroom" | "naive" | undefined;
	/** The alarm over the producers' own count, 10 s; without it the loop closes on the service's metric. */
	readonly fastAlarm?: boolean | undefined;
	/** false drops every alarm action, so that only the sweep works. */
	readonly deliverAlarms?: boolean | undefined;
	/** The policy of the votes stream, as a person writes it; the default one if absent. */
	readonly policy?: object | undefined;
	/** Duration of every reshard; that of its splits and merges if absent. */
	readonly reshardSeconds?: number | undefined;
	/** The account's shard quota; a Region's largest default if absent. */
	readonly shardLimit?: number | undefined;
	/** The file for every line that the functions print. */
	readonly logFile?: string | undefined;
	/** Whether a policy that names a stream's ARN permits UpdateShardCount on it; `arn`, it does, where absent. */
	readonly reshardPermission?: ReshardPermission | undefined;
}

export interface LocalCloudDescription {
	readonly endpointUrl: string;
	readonly apiUrl: string;
	readonly region: string;
	readonly accountId: string;
	readonly names: LocalCloudNames;
	/** Functions that could not be loaded, with the reasons. */
	readonly faults: readonly string[];
}

export interface LocalCloud {
	describe(): LocalCloudDescription;
	/** Takes no new work, lets what is under way finish, leaves nothing behind. */
	stop(): Promise<void>;
}

const DEFAULT_ENDPOINT_PORT = 4566;
const DEFAULT_API_PORT = 4567;

/**
 * The maximum is below the account's concurrency, so that many votes never take the last invocations from the tally and the autoscaler. At
 * first as many as keep two cores busy: a vote is about 2 ms of work, and some times that before the code is warm. The target delay is far
 * below the timeout of a put to the stream, since a put waits for a turn on two threads, and a delay is known only after it was suffered.
 */
const CONCURRENCY = { least: 8, initial: 16, most: 800, targetDelayMs: 300 } as const;

const API_IDENTITY = { accountId: ACCOUNT_ID, apiId: "local", domainName: `local.execute-api.${REGION}.amazonaws.com` };

/**
 * Starts the whole system on this machine: the AWS services that it uses, its HTTP API and its functions, connected as in a deployment.
 *
 * @throws LocalCloudError if a port, the policy or a function's source is faulty
 */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
	await using starting = new AsyncDisposableStack();
	const description = await bringUp(options, starting);
	const running = starting.move();
	return { describe: () => description, stop: () => running.disposeAsync() };
}

/** Starts the parts in the order of their needs; `cleanup` stops them in the reverse order. */
async function bringUp(options: LocalCloudOptions, cleanup: AsyncDisposableStack): Promise<LocalCloudDescription> {
	const { apiPort = DEFAULT_API_PORT, endpointPort = DEFAULT_ENDPOINT_PORT } = options;
	const { deliverAlarms = true, fastAlarm = true, logFile, reshardPermission = "arn", shardCount = 1, variant = "headroom" } = options;
	const streamsJson = JSON.stringify({ [NAMES.votesStream]: options.policy ?? {} });
	const policy = readPolicy(streamsJson);
	const bundles = await startBundling(variant, cleanup);

	// Alarms may act as soon as CloudWatch runs, but functions only when they are loaded.
	let functions: LocalCloudFunctions | undefined;
	const services = await startServices(
		{
			endpointPort,
			deliverAlarms,
			logFile,
			reshardPermission,
			functions: () => functions,
			kinesisSettings: kinesisSettings(options),
		},
		cleanup,
	);
	const resources = await createResources(services.kinesis, services.messaging, services.dynamoDb, shardCount);
	const { names } = resources;
	functions = await deployFunctions(bundles, services, resources, streamsJson, cleanup);
	startEventSources(services, functions, resources, cleanup);
	if (variant === "headroom") {
		createAlarms(services.cloudWatch, services.lambda, policy, names.notificationsTopicArn, fastAlarm);
		startSweep(services, resources);
	}
	// Starts last and stops first, so that it accepts no vote that nothing would count.
	const gateway = await startGateway({
		port: apiPort,
		routes: ROUTES.map(({ functionName, route }) => ({ routeKey: route, functionName: deployedName(functionName) })),
		identity: API_IDENTITY,
		throttling: API_THROTTLING,
		concurrency: CONCURRENCY,
		invoke: functions.invoke,
		onAnswered: (answered) => logRefused(services.logs, answered),
	});
	cleanup.defer(() => gateway.close(STOP_PATIENCE_MS));
	services.httpApis.add({
		apiId: API_IDENTITY.apiId,
		name: `${LOCAL_DEPLOYMENT}-voting`,
		apiEndpoint: gateway.url,
		protocolType: "HTTP",
	});
	const { faults } = functions;
	return { endpointUrl: services.endpointUrl, apiUrl: gateway.url, region: REGION, accountId: ACCOUNT_ID, names, faults };
}

/** Logs only refusals: the functions' own lines report the rest, and a full access log would displace the refusals within seconds. */
function logRefused(logs: FunctionLogs, answered: AnsweredRequest): void {
	const nowMs = Date.now();
	if (answered.status >= 400) logs.append(API_NAME, accessLogLine(answered, nowMs), nowMs);
}

function kinesisSettings({ reshardSeconds, shardLimit }: LocalCloudOptions): Partial<KinesisSettings> {
	return {
		...(reshardSeconds === undefined ? {} : { reshardBaseMs: reshardSeconds * 1000, reshardPerMutationMs: 0 }),
		...(shardLimit === undefined ? {} : { shardLimit }),
	};
}

function readPolicy(streamsJson: string): Policy {
	try {
		const [votes] = parseStreams(streamsJson);
		if (votes === undefined) throw new Error("The policy of the votes stream was not read.");
		return votes.policy;
	} catch (error) {
		if (error instanceof ConfigError) throw new LocalCloudError(error.message);
		throw error;
	}
}

import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { cloudWatchLogSearch } from "@headroom/aws/log-search";
import { deploymentNames, LOCAL_DEPLOYMENT, voteLogGroups } from "@headroom/config";
import type { LogSearchPort } from "@headroom/voting";
import { LoadError } from "../load-error.ts";
import { startLocalCloudChild } from "./local-cloud-child.ts";
import { probeTarget } from "./probe-target.ts";

/** The target of the votes, and the view of it. */
export interface LoadTarget {
	/** A short description for people. */
	readonly description: string;
	readonly apiUrl: string;
	/** Absent if only the API is known: its shards, logs and voters are then not visible. */
	readonly view?: TargetView | undefined;
	/** Aborts with an error when a local cloud of our own ends by itself. */
	readonly ended: AbortSignal;
	stop(): Promise<void>;
}

export interface TargetView {
	readonly kinesis: KinesisClient;
	readonly streamName: string;
	/** Searches lines from `fromMs` on. */
	logSearch(fromMs: number): LogSearchPort;
	/** The local cloud's own pages and tables; absent on AWS. */
	readonly localCloud?: { readonly endpointUrl: string; readonly tallyTable: string; readonly dynamo: DynamoDBClient };
	close(): void;
}

export interface OwnLocalCloudOptions {
	readonly variant: "headroom" | "naive";
	readonly shardCount: number;
}

export interface RunningTargetOptions {
	/** Name of a deployment in AWS whose shards and logs your credentials may read; absent for a local cloud, which needs no name. */
	readonly deployment?: string | undefined;
	/** AWS endpoint of the local cloud; absent for the default one of `npm start`. */
	readonly endpointUrl?: string | undefined;
}

const LOCAL_REGION = "us-east-1";
const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const DEFAULT_LOCAL_ENDPOINT_URL = "http://127.0.0.1:4566";
const DEFAULT_STREAM_NAME = "votes";
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** A local cloud for this run alone, on free ports. @throws LoadError when its functions cannot be loaded */
export async function ownLocalCloud({ shardCount, variant }: OwnLocalCloudOptions): Promise<LoadTarget> {
	const localCloud = await startLocalCloudChild(["--shards", String(shardCount), "--variant", variant]);
	if (localCloud.faults.length > 0) {
		await localCloud.stop();
		throw new LoadError(`The local cloud did not start completely: ${localCloud.faults.join(" ")}`);
	}
	const view = localCloudView(localCloud.endpointUrl);
	return {
		description: `a local cloud of its own, ${variant}, ${shardCount} shard${shardCount === 1 ? "" : "s"} at the beginning`,
		apiUrl: localCloud.apiUrl,
		view,
		ended: localCloud.ended,
		async stop() {
			view.close();
			await localCloud.stop();
		},
	};
}

/**
 * A running voting API.
 *
 * @throws LoadError if nothing answers there, or something else does
 */
export async function runningTarget(apiUrl: string, options: RunningTargetOptions): Promise<LoadTarget> {
	await probeTarget(apiUrl);
	const view = await viewOf(apiUrl, options);
	return {
		description: `${apiUrl}${view === undefined ? "" : view.localCloud === undefined ? ", a deployment in AWS" : ", a local cloud"}`,
		apiUrl,
		view,
		ended: new AbortController().signal,
		stop: async () => view?.close(),
	};
}

async function viewOf(apiUrl: string, { deployment, endpointUrl }: RunningTargetOptions): Promise<TargetView | undefined> {
	if (deployment !== undefined) return awsView(deployment);
	const isLocal = LOOPBACK_HOSTS.has(new URL(apiUrl).hostname);
	if (!isLocal && endpointUrl === undefined) return undefined;
	const url = endpointUrl ?? DEFAULT_LOCAL_ENDPOINT_URL;
	if (await isLocalCloud(url)) return localCloudView(url);
	if (endpointUrl === undefined) return undefined;
	throw new LoadError(
		`${url} is not the AWS endpoint of a local cloud: it does not answer GET /_local-cloud/health. npm start prints the address.`,
	);
}

async function isLocalCloud(endpointUrl: string): Promise<boolean> {
	try {
		const response = await fetch(`${endpointUrl}/_local-cloud/health`, { signal: AbortSignal.timeout(5000) });
		return response.ok && ((await response.json()) as { status?: unknown }).status === "ok";
	} catch {
		return false;
	}
}

function localCloudView(endpointUrl: string): TargetView {
	const connection = { region: LOCAL_REGION, endpoint: endpointUrl, credentials: LOCAL_CREDENTIALS };
	const dynamo = new DynamoDBClient(connection);
	const view = awsView(LOCAL_DEPLOYMENT, connection);
	return {
		...view,
		localCloud: { endpointUrl, tallyTable: deploymentNames(LOCAL_DEPLOYMENT).tallyTable, dynamo },
		close() {
			view.close();
			dynamo.destroy();
		},
	};
}

/** Uses the credentials and the Region of the environment, like every AWS tool, if no connection is given. */
function awsView(deployment: string, connection: object = {}): TargetView {
	const kinesis = new KinesisClient(connection);
	const logs = new CloudWatchLogsClient(connection);
	return {
		kinesis,
		streamName: DEFAULT_STREAM_NAME,
		logSearch: (fromMs) => cloudWatchLogSearch({ client: logs, fromMs, ...voteLogGroups(deployment) }),
		close() {
			kinesis.destroy();
			logs.destroy();
		},
	};
}

import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { cloudWatchLogSearch } from "@headroom/aws/log-search";
import { deploymentNames, LOCAL_DEPLOYMENT, voteLogGroups } from "@headroom/config";
import type { LogSearchPort } from "@headroom/voting";
import { LoadError } from "../load-error.ts";
import { probeTarget } from "./probe-target.ts";
import { startStageChild } from "./stage-child.ts";

/** What the votes go to, and through what it is looked at. */
export interface LoadTarget {
	/** In a few words, for people. */
	readonly description: string;
	readonly apiUrl: string;
	/** Absent where only the API is known: its shards, its logs and its voters cannot be seen. */
	readonly view?: TargetView;
	/** Aborted, with an error that says so, when a stage of our own ends by itself. */
	readonly ended: AbortSignal;
	stop(): Promise<void>;
}

export interface TargetView {
	readonly kinesis: KinesisClient;
	readonly streamName: string;
	/** Searches from the moment it is made. */
	logSearch(fromMs: number): LogSearchPort;
	/** The stage's own pages and tables; absent on AWS. */
	readonly stage?: { readonly endpointUrl: string; readonly tallyTable: string; readonly dynamo: DynamoDBClient };
	close(): void;
}

export interface OwnStageOptions {
	readonly variant: "headroom" | "naive";
	readonly shardCount: number;
}

const STAGE_REGION = "us-east-1";
const STAGE_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const DEFAULT_STAGE_ENDPOINT_URL = "http://127.0.0.1:4566";
const DEFAULT_STREAM_NAME = "votes";
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** A stage for this run alone, on free ports. @throws LoadError when its functions cannot be loaded */
export async function ownStage({ shardCount, variant }: OwnStageOptions): Promise<LoadTarget> {
	const stage = await startStageChild(["--shards", String(shardCount), "--variant", variant]);
	if (stage.faults.length > 0) {
		await stage.stop();
		throw new LoadError(`The local stage did not come up whole: ${stage.faults.join(" ")}`);
	}
	const view = stageView(stage.endpointUrl);
	return {
		description: `a local stage of its own, ${variant}, ${shardCount} shard${shardCount === 1 ? "" : "s"} at the beginning`,
		apiUrl: stage.apiUrl,
		view,
		ended: stage.ended,
		async stop() {
			view.close();
			await stage.stop();
		},
	};
}

/**
 * A voting API that runs already.
 *
 * @param deployment name of a deployment in AWS whose shards and logs your credentials may read; absent for a local stage, which is found by itself
 * @throws LoadError when nothing answers there, or something else does
 */
export async function runningTarget(
	apiUrl: string,
	options: { readonly deployment?: string; readonly endpointUrl?: string },
): Promise<LoadTarget> {
	await probeTarget(apiUrl);
	const view = await viewOf(apiUrl, options);
	return {
		description: `${apiUrl}${view === undefined ? "" : view.stage === undefined ? ", a deployment in AWS" : ", a local stage"}`,
		apiUrl,
		...(view === undefined ? {} : { view }),
		ended: new AbortController().signal,
		stop: async () => view?.close(),
	};
}

async function viewOf(
	apiUrl: string,
	{ deployment, endpointUrl }: { readonly deployment?: string; readonly endpointUrl?: string },
): Promise<TargetView | undefined> {
	if (deployment !== undefined) return awsView(deployment);
	const isLocal = LOOPBACK_HOSTS.has(new URL(apiUrl).hostname);
	if (!isLocal && endpointUrl === undefined) return undefined;
	const url = endpointUrl ?? DEFAULT_STAGE_ENDPOINT_URL;
	if (await isStage(url)) return stageView(url);
	if (endpointUrl === undefined) return undefined;
	throw new LoadError(`${url} is not the AWS endpoint of a local stage: GET /_stage/health is not answered. npm start prints the address.`);
}

async function isStage(endpointUrl: string): Promise<boolean> {
	try {
		const response = await fetch(`${endpointUrl}/_stage/health`, { signal: AbortSignal.timeout(5000) });
		return response.ok && ((await response.json()) as { status?: unknown }).status === "ok";
	} catch {
		return false;
	}
}

function stageView(endpointUrl: string): TargetView {
	const connection = { region: STAGE_REGION, endpoint: endpointUrl, credentials: STAGE_CREDENTIALS };
	const dynamo = new DynamoDBClient(connection);
	const view = awsView(LOCAL_DEPLOYMENT, connection);
	return {
		...view,
		stage: { endpointUrl, tallyTable: deploymentNames(LOCAL_DEPLOYMENT).tallyTable, dynamo },
		close() {
			view.close();
			dynamo.destroy();
		},
	};
}

/** With the credentials and the Region of the environment, as every AWS tool finds them, where no connection is given. */
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

import { userInfo } from "node:os";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { sharesOf } from "@headroom/aws/call-rates";
import { DOCUMENT_TRANSLATION } from "@headroom/aws/people";
import { RateLimiter } from "@headroom/aws/rate-limiter";
import { type DeploymentNames, deploymentNames, deploymentOfStage, LOCAL_DEPLOYMENT } from "@headroom/config";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { CliError } from "../errors/cli-error.ts";
import { type CallListener, SdkCallLog } from "./sdk-call-log.ts";
import { type Environment, isLocal, resolveRegion, type SessionOptions, withEnvironment } from "./session-options.ts";

/** Of a session that AWS gave for a while. */
export interface TemporaryCredentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken: string;
}

type Credentials = TemporaryCredentials | typeof LOCAL_CREDENTIALS | ReturnType<typeof defaultProvider>;

/** The configuration of all clients of a session. */
export interface SharedConfig {
	readonly region: string;
	readonly credentials: Credentials;
	readonly requestHandler: NodeHttpHandler;
	readonly endpoint?: string;
}

export interface CallerIdentity {
	readonly accountId: string;
	/** Who acts. Stored with every override, policy and reshard: the end of the ARN, `user/ana` or `assumed-role/Admin/ana`. */
	readonly by: string;
	/** The whole ARN. The local cloud knows one caller only: there `local/` and the name of this machine's user. */
	readonly identity: string;
}

/** The local cloud checks no signature. */
const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

const CONNECTION_TIMEOUT_MS = 3_000;
/** Longer than any answer takes, and short enough for a waiting person. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Of one call that AWS refuses for the account's rate: others are over soon, or a person wants to know. */
const PATIENCE_MS = 15_000;

/** Its refusals are quotas as well, and a second one would be told "in use" by the first one's success. */
const TRIED_ONCE: ReadonlySet<string> = new Set(["kinesis:SplitShard", "kinesis:UpdateShardCount"]);

/**
 * The access of one command to AWS or to the local cloud. Creates each client at its first use. The clients share credentials, Region and
 * endpoint.
 */
export class AwsSession {
	readonly options: SessionOptions;
	readonly names: DeploymentNames;
	readonly deployment: string;
	readonly region: string;
	readonly #clients = new Map<unknown, { destroy(): void }>();
	readonly #credentials: Credentials;
	/**
	 * One for all clients: connections are kept and shared. HTTP/1.1, for Kinesis as well:
	 * docs/decisions/0009-http1-for-kinesis-in-functions.md.
	 */
	readonly #http = new NodeHttpHandler({
		connectionTimeout: CONNECTION_TIMEOUT_MS,
		requestTimeout: REQUEST_TIMEOUT_MS,
		throwOnRequestTimeout: true,
	});
	readonly #calls: SdkCallLog;
	/** Of all clients: the account's rates are one account's. */
	readonly #limiter = new RateLimiter({ shares: sharesOf("commandLine"), patienceMs: PATIENCE_MS, triedOnce: TRIED_ONCE });
	#caller: Promise<CallerIdentity> | undefined;

	private constructor(options: SessionOptions, region: string, credentials: Credentials, onCall?: CallListener) {
		this.options = options;
		this.region = region;
		this.#credentials = credentials;
		this.#calls = new SdkCallLog(onCall);
		this.deployment = options.deployment ?? (options.endpointUrl === undefined ? deploymentOfStage("production") : LOCAL_DEPLOYMENT);
		this.names = deploymentNames(this.deployment);
	}

	/**
	 * @param onCall is called for every call
	 * @throws CliError when no Region is given anywhere, or a profile does not exist
	 */
	static async open(given: SessionOptions, env: Environment, onCall?: CallListener): Promise<AwsSession> {
		const options = withEnvironment(given, env);
		const region = await resolveRegion(options);
		const hasOwnCredentials = options.profile !== undefined || env["AWS_ACCESS_KEY_ID"] !== undefined;
		const credentials =
			isLocal(options) && !hasOwnCredentials
				? LOCAL_CREDENTIALS
				: defaultProvider(options.profile === undefined ? {} : { profile: options.profile });
		return new AwsSession(options, region, credentials, onCall);
	}

	/** For reads: the SDK may retry them. */
	kinesis(): KinesisClient {
		return this.#client(KinesisClient);
	}

	/** For calls that are sent once: a second call would get "in use" if the first one succeeded. */
	singleAttemptKinesis(): KinesisClient {
		return this.#client(SingleAttemptKinesisClient);
	}

	cloudWatch(): CloudWatchClient {
		return this.#client(CloudWatchClient);
	}

	logs(): CloudWatchLogsClient {
		return this.#client(CloudWatchLogsClient);
	}

	documents(): DynamoDBDocumentClient {
		return DynamoDBDocumentClient.from(this.#client(DynamoDBClient), DOCUMENT_TRANSLATION);
	}

	lambda(): LambdaClient {
		return this.#client(LambdaClient);
	}

	sns(): SNSClient {
		return this.#client(SNSClient);
	}

	sqs(): SQSClient {
		return this.#client(SQSClient);
	}

	iam(): IAMClient {
		return this.#client(IAMClient);
	}

	/** A client of a service that few commands need. The caller loads its class. */
	clientOf<Client extends SessionClient>(Client: new (config: SharedConfig) => Client): Client {
		return this.#client(Client);
	}

	/** A client with other credentials. The session logs its calls like all others; the caller destroys it. */
	clientAs<Client extends SessionClient>(Client: new (config: SharedConfig) => Client, credentials: TemporaryCredentials): Client {
		const client = new Client({ ...this.#config(), credentials });
		this.#calls.add(client);
		return client;
	}

	/** Asks STS once. */
	caller(): Promise<CallerIdentity> {
		this.#caller ??= this.#askCaller();
		return this.#caller;
	}

	/** How far this machine's clock is ahead of AWS's, by its last answer; undefined before the first one. */
	get clockAheadMs(): number | undefined {
		return this.#calls.clockAheadMs;
	}

	functionArn(functionName: string, accountId: string): string {
		return `arn:${this.partition}:lambda:${this.region}:${accountId}:function:${functionName}`;
	}

	queueArn(queueName: string, accountId: string): string {
		return `arn:${this.partition}:sqs:${this.region}:${accountId}:${queueName}`;
	}

	topicArn(accountId: string): string {
		return `arn:${this.partition}:sns:${this.region}:${accountId}:${this.names.notificationsTopic}`;
	}

	streamArn(streamName: string, accountId: string): string {
		return `arn:${this.partition}:kinesis:${this.region}:${accountId}:stream/${streamName}`;
	}

	/** @param name may end with `*`, for a condition that covers many alarms */
	alarmArn(name: string, accountId: string): string {
		return `arn:${this.partition}:cloudwatch:${this.region}:${accountId}:alarm:${name}`;
	}

	/** Open sockets would keep the process from ending. */
	close(): void {
		for (const client of this.#clients.values()) client.destroy();
		this.#clients.clear();
	}

	async #askCaller(): Promise<CallerIdentity> {
		const { Account, Arn } = await this.#client(STSClient).send(new GetCallerIdentityCommand({}));
		if (Account === undefined || Arn === undefined) throw new CliError("failed", "STS answered without an account.");
		return {
			accountId: Account,
			by: Arn.slice(Arn.lastIndexOf(":") + 1),
			identity: this.#credentials === LOCAL_CREDENTIALS ? `local/${localUser()}` : Arn,
		};
	}

	/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html read 2026-11-25 */
	get partition(): string {
		if (this.region.startsWith("cn-")) return "aws-cn";
		return this.region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
	}

	#config(): SharedConfig {
		const { endpointUrl } = this.options;
		return {
			region: this.region,
			credentials: this.#credentials,
			...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
			requestHandler: this.#http,
		};
	}

	/** One client of each class, created at its first use. */
	#client<Client extends SessionClient>(Client: new (config: SharedConfig) => Client): Client {
		const known = this.#clients.get(Client);
		if (known !== undefined) return known as Client;
		const client = new Client(this.#config());
		this.#calls.add(client);
		this.#limiter.add(client);
		this.#clients.set(Client, client);
		return client;
	}
}

interface SessionClient {
	readonly middlewareStack: unknown;
	destroy(): void;
}

/** A user without an entry has no name. */
function localUser(): string {
	try {
		return userInfo().username;
	} catch {
		return String(process.getuid?.() ?? "unknown");
	}
}

export class SingleAttemptKinesisClient extends KinesisClient {
	constructor(config: SharedConfig) {
		super({ ...config, maxAttempts: 1 });
	}
}

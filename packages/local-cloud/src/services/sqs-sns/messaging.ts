import type { IncomingHttpHeaders } from "node:http";
import { findPackageJSON } from "node:module";
import { pathToFileURL } from "node:url";
import { buildApp } from "fauxqs";
import { isForm } from "../../endpoint/aws-http.ts";
import type { Handle } from "../../endpoint/handle.ts";
import { LOOPBACK } from "../../listen.ts";

type FauxqsApp = ReturnType<typeof buildApp>;
type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>;
export type SqsStore = FauxqsStores["sqsStore"];
export type SqsQueue = NonNullable<ReturnType<SqsStore["getQueue"]>>;
export type ReceivedMessage = ReturnType<SqsQueue["dequeue"]>[number];

export interface QueueSettings {
	readonly visibilityTimeoutSeconds: number;
	readonly messageRetentionSeconds: number;
	readonly redrive?: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number };
}

export interface SqsAnswer {
	readonly statusCode: number;
	readonly output: object;
	/** The error's code in the query protocol, and whose fault it is: `AWS.SimpleQueueService.NonExistentQueue;Sender`. */
	readonly queryError?: string;
}

/** The parts of fastify's request and reply that the answer to a fault needs. */
interface FaultyRequest {
	readonly headers: IncomingHttpHeaders;
}

interface FaultReply {
	status(code: number): FaultReply;
	header(name: string, value: string): FaultReply;
	send(body: unknown): FaultReply;
}

/**
 * SQS and SNS, inside this process: fauxqs serves raw requests without a socket of its own, and event source mappings read the
 * queues it keeps.
 */
export class Messaging {
	readonly #sqs: SqsStore;
	readonly #sns: FauxqsStores["snsStore"];
	readonly #app: FauxqsApp;
	readonly #region: string;
	readonly #accountId: string;
	#port = 0;

	private constructor(stores: FauxqsStores, region: string, accountId: string) {
		this.#sqs = stores.sqsStore;
		this.#sns = stores.snsStore;
		this.#region = region;
		this.#accountId = accountId;
		// The emulator's own URLs need DNS for sqs.<region>.localhost; these need none. A queue is found by its name, for any host in the URL.
		stores.sqsStore.buildQueueUrl = (queueName) => this.#queueUrl(queueName);
		const getQueueByName = stores.sqsStore.getQueueByName.bind(stores.sqsStore);
		stores.sqsStore.getQueue = (url) => getQueueByName(url.slice(url.lastIndexOf("/") + 1));
		this.#app = buildApp({ defaultRegion: region, logger: false, stores });
		this.#app.setErrorHandler((error: { statusCode?: number; message?: string }, request: FaultyRequest, reply: FaultReply) => {
			const statusCode = error instanceof SyntaxError ? 400 : (error.statusCode ?? 500);
			const code = statusCode < 500 ? "SerializationException" : "InternalFailure";
			const message = error.message ?? "The service could not process the request.";
			if (isForm(request.headers)) {
				return reply
					.status(statusCode)
					.header("content-type", "text/xml")
					.send(
						`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>The form is malformed.</Message></Error></ErrorResponse>`,
					);
			}
			return reply.status(statusCode).header("content-type", "application/x-amz-json-1.0").send({ __type: code, message });
		});
	}

	static async start(region: string, accountId: string): Promise<Messaging> {
		const messaging = new Messaging(await emptyStores(), region, accountId);
		await messaging.#app.ready();
		return messaging;
	}

	/** Queue URLs name the endpoint, so its port must be known before the first queue is made. */
	reachedAt(endpointPort: number): void {
		this.#port = endpointPort;
	}

	/** Serves one request of SQS, SNS or STS. */
	readonly handle: Handle = (request, response) => {
		this.#app.routing(request as Parameters<FauxqsApp["routing"]>[0], response as Parameters<FauxqsApp["routing"]>[1]);
	};

	createQueue(queueName: string, settings: QueueSettings): SqsQueue {
		const attributes: Record<string, string> = {
			MessageRetentionPeriod: String(settings.messageRetentionSeconds),
			VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
		};
		if (settings.redrive !== undefined) {
			const { deadLetterQueueArn, maxReceiveCount } = settings.redrive;
			attributes["RedrivePolicy"] = JSON.stringify({ deadLetterTargetArn: deadLetterQueueArn, maxReceiveCount });
		}
		const arn = `arn:aws:sqs:${this.#region}:${this.#accountId}:${queueName}`;
		return this.#sqs.createQueue(queueName, this.#queueUrl(queueName), arn, attributes);
	}

	/**
	 * @param keyId of the key that it says it is encrypted with; nothing is encrypted
	 * @returns the topic's ARN; each queue receives SNS's JSON envelope
	 */
	createTopic(topicName: string, subscribedQueueArns: readonly string[], keyId?: string): string {
		const attributes = keyId === undefined ? undefined : { KmsMasterKeyId: keyId };
		const { arn } = this.#sns.createTopic(topicName, attributes, undefined, this.#region);
		for (const queueArn of subscribedQueueArns) this.#sns.subscribe(arn, "sqs", queueArn);
		return arn;
	}

	/** @throws Error if SNS refuses the message */
	async publish(topicArn: string, subject: string, message: string): Promise<void> {
		const form = new URLSearchParams({ Action: "Publish", Version: "2010-03-31", TopicArn: topicArn, Subject: subject, Message: message });
		const answer = await this.#app.inject({
			method: "POST",
			url: "/",
			headers: { "content-type": "application/x-www-form-urlencoded", host: LOOPBACK },
			payload: form.toString(),
		});
		if (answer.statusCode !== 200) throw new Error(`SNS did not take a message for ${topicArn}: ${answer.statusCode} ${answer.body}`);
	}

	/** One operation of SQS in JSON. @param headers of the request, for what the service reads from them */
	async sqs(operation: string, input: object, { authorization }: IncomingHttpHeaders = {}): Promise<SqsAnswer> {
		const answer = await this.#app.inject({
			method: "POST",
			url: "/",
			headers: {
				...(authorization === undefined ? {} : { authorization }),
				"content-type": "application/x-amz-json-1.0",
				host: LOOPBACK,
				"x-amz-target": `AmazonSQS.${operation}`,
			},
			payload: JSON.stringify(input),
		});
		const queryError = answer.headers["x-amzn-query-error"];
		return {
			statusCode: answer.statusCode,
			output: answer.body === "" ? {} : (JSON.parse(answer.body) as object),
			...(typeof queryError === "string" ? { queryError } : {}),
		};
	}

	/** @throws Error when the queue does not take it */
	async sendMessage(queue: SqsQueue, body: string): Promise<void> {
		const { output, statusCode } = await this.sqs("SendMessage", { QueueUrl: queue.url, MessageBody: body });
		if (statusCode !== 200) throw new Error(`SQS did not take a message for ${queue.name}: ${statusCode} ${JSON.stringify(output)}`);
	}

	queueByArn(arn: string): SqsQueue | undefined {
		return this.#sqs.getQueueByArn(arn);
	}

	async close(): Promise<void> {
		this.#sqs.shutdown();
		await this.#app.close();
	}

	#queueUrl(queueName: string): string {
		return `http://${LOOPBACK}:${this.#port}/${this.#accountId}/${queueName}`;
	}
}

/**
 * fauxqs accepts stores from outside but does not export their classes, so they are imported by file. The package's version is exact
 * for that reason.
 */
async function emptyStores(): Promise<FauxqsStores> {
	const packageJson = findPackageJSON("fauxqs", import.meta.url);
	if (packageJson === undefined) throw new Error("fauxqs is not installed.");
	const load = async <Name extends string, Store>(path: string, name: Name): Promise<Store> => {
		const module = (await import(new URL(path, pathToFileURL(packageJson)).href)) as Record<Name, new () => Store>;
		return new module[name]();
	};
	return {
		sqsStore: await load("dist/sqs/sqsStore.js", "SqsStore"),
		snsStore: await load("dist/sns/snsStore.js", "SnsStore"),
		s3Store: await load("dist/s3/s3Store.js", "S3Store"),
	};
}

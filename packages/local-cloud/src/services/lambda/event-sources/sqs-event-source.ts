import type { ReceivedMessage, SqsQueue } from "../../sqs-sns/messaging.ts";
import type { InvocationOutcome } from "../runtime/function-host.ts";
import { readBatchItemFailures } from "./batch-item-failures.ts";
import { Waiting } from "./waiting.ts";

/**
 * One ReceiveMessage brings at most ten.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html read 2026-11-23
 */
const MESSAGES_PER_RECEIVE = 10;

/** How often an open batching window polls for more messages. */
const WINDOW_POLL_MS = 50;

/** How long an idle poller waits for a message before the next poll: as long as SQS's own long poll. */
const LONG_POLL_SECONDS = 20;

/** AWS polls fewer messages while a function is throttled, but does not document the wait. A second is this local cloud's choice. */
const THROTTLED_WAIT_MS = 1000;

/** How often a mapping that is disabled looks whether it still is. */
const DISABLED_WAIT_MS = 250;

export interface SqsEventSourceSettings {
	readonly batchSize: number;
	readonly maximumBatchingWindowInSeconds: number;
	readonly maximumConcurrency: number;
	readonly reportBatchItemFailures: boolean;
}

export interface SqsEventSourceOptions {
	readonly queue: SqsQueue;
	readonly queueByArn: (arn: string) => SqsQueue | undefined;
	readonly region: string;
	readonly accountId: string;
	readonly settings: SqsEventSourceSettings;
	readonly invoke: (eventJson: string) => Promise<InvocationOutcome>;
	/** Whether the mapping may read; where it may not, messages stay in the queue. */
	readonly isEnabled: () => boolean;
	readonly onInternalError: (error: unknown) => void;
}

/**
 * Lambda's event source mapping of an SQS queue: batches over a window, at most `maximumConcurrency` at once. It deletes
 * successful messages. Failed ones stay hidden until their visibility timeout, and SQS's redrive policy decides the rest.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class SqsEventSource {
	readonly #options: SqsEventSourceOptions;
	readonly #waiting = new Waiting();
	#pollers: readonly Promise<void>[] = [];

	constructor(options: SqsEventSourceOptions) {
		this.#options = options;
	}

	start(): void {
		if (this.#pollers.length > 0) return;
		this.#pollers = Array.from({ length: this.#options.settings.maximumConcurrency }, () => this.#poll());
	}

	/** Waits for the batches under way. */
	async stop(): Promise<void> {
		this.#waiting.stop();
		this.#options.queue.cancelWaiters();
		await Promise.all(this.#pollers);
	}

	async #poll(): Promise<void> {
		while (!this.#waiting.isStopped) {
			try {
				const batch = await this.#gather();
				if (batch.length > 0) await this.#deliver(batch);
			} catch (error) {
				this.#options.onInternalError(error);
				await this.#waiting.wait(THROTTLED_WAIT_MS);
			}
		}
	}

	async #gather(): Promise<ReceivedMessage[]> {
		const { isEnabled, queue, settings } = this.#options;
		if (!isEnabled()) {
			await this.#waiting.wait(DISABLED_WAIT_MS);
			return [];
		}
		const batch = this.#receive(settings.batchSize);
		if (batch.length === 0) {
			await queue.waitForMessages(LONG_POLL_SECONDS);
			if (!isEnabled()) return [];
			batch.push(...this.#receive(settings.batchSize));
		}
		const closesAtMs = Date.now() + settings.maximumBatchingWindowInSeconds * 1000;
		while (batch.length > 0 && batch.length < settings.batchSize && Date.now() < closesAtMs && !this.#waiting.isStopped) {
			await this.#waiting.wait(WINDOW_POLL_MS);
			batch.push(...this.#receive(settings.batchSize - batch.length));
		}
		return batch;
	}

	#receive(most: number): ReceivedMessage[] {
		const { queue, queueByArn } = this.#options;
		const received: ReceivedMessage[] = [];
		while (received.length < most && !this.#waiting.isStopped) {
			const wanted = Math.min(MESSAGES_PER_RECEIVE, most - received.length);
			const messages = queue.dequeue(wanted, undefined, queueByArn);
			received.push(...messages);
			if (messages.length < wanted) break;
		}
		return received;
	}

	async #deliver(batch: readonly ReceivedMessage[]): Promise<void> {
		const { queue, settings } = this.#options;
		const outcome = await this.#options.invoke(JSON.stringify({ Records: batch.map((message) => this.#eventRecord(message)) }));
		if (outcome.kind === "throttled") {
			for (const message of batch) queue.changeVisibility(message.ReceiptHandle, 0);
			await this.#waiting.wait(THROTTLED_WAIT_MS);
			return;
		}
		if (outcome.kind === "function-error") return;
		const verdict = settings.reportBatchItemFailures
			? readBatchItemFailures(outcome.payload, new Set(batch.map((message) => message.MessageId)))
			: { kind: "all-succeeded" as const };
		if (verdict.kind === "all-failed") return;
		for (const message of batch) {
			const hasFailed = verdict.kind === "some-failed" && verdict.itemIdentifiers.has(message.MessageId);
			if (!hasFailed) queue.deleteMessage(message.ReceiptHandle);
		}
	}

	/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
	#eventRecord(message: ReceivedMessage): object {
		const { accountId, queue, region } = this.#options;
		const kept = queue.inflightMessages.get(message.ReceiptHandle)?.message;
		return {
			messageId: message.MessageId,
			receiptHandle: message.ReceiptHandle,
			body: message.Body,
			attributes: {
				ApproximateReceiveCount: String(kept?.approximateReceiveCount ?? 1),
				SentTimestamp: String(kept?.sentTimestamp ?? Date.now()),
				SenderId: accountId,
				ApproximateFirstReceiveTimestamp: String(kept?.approximateFirstReceiveTimestamp ?? Date.now()),
			},
			messageAttributes: Object.fromEntries(
				Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
					name,
					{
						...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
						...(value.BinaryValue === undefined ? {} : { binaryValue: value.BinaryValue }),
						stringListValues: [],
						binaryListValues: [],
						dataType: value.DataType,
					},
				]),
			),
			md5OfBody: message.MD5OfBody,
			...(message.MD5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
			eventSource: "aws:sqs",
			eventSourceARN: queue.arn,
			awsRegion: region,
		};
	}
}

import { integer, optional, type Read, required, string, structure } from "../request-reader.ts";
import { type KinesisAccount, streamNameOfArn } from "./account.ts";
import type { Consumer } from "./consumer.ts";
import { expiredNextToken, invalidArgument, limitExceeded, resourceInUse, resourceNotFound, streamNotActive } from "./errors.ts";
import { CONSUMERS_CREATING_MAX, CONSUMERS_PER_STREAM_MAX, LIST_CONSUMERS_DEFAULT_LIMIT, NEXT_TOKEN_LIFETIME_MS } from "./limits.ts";
import { openToken, sealToken } from "./opaque-token.ts";
import { consumerArn, nextToken, parseInput, streamArn, timestamp, toWireTimestamp } from "./request.ts";
import type { Stream } from "./stream.ts";
import { checkTags, tagMap } from "./tag-operations.ts";

const PURPOSE = "list-consumers";
const consumerName = string({ minLength: 1, maxLength: 128, pattern: "[a-zA-Z0-9_.-]+" });

const registerInput = structure({
	StreamARN: required(streamArn),
	ConsumerName: required(consumerName),
	Tags: optional(tagMap(0, 50)),
});
const namedConsumerInput = structure({
	StreamARN: optional(streamArn),
	ConsumerName: optional(consumerName),
	ConsumerARN: optional(consumerArn),
});
const listInput = structure({
	StreamARN: required(streamArn),
	NextToken: optional(nextToken),
	MaxResults: optional(integer(1, 10_000)),
	StreamCreationTimestamp: optional(timestamp),
});

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html: tags are checked and not kept. */
export function registerStreamConsumer(account: KinesisAccount, input: unknown): object {
	const request = parseInput(registerInput, input);
	const stream = account.requireStream(request);
	const name = request.ConsumerName;
	if (stream.status !== "ACTIVE") throw streamNotActive(stream.streamName, stream.status, account.accountId);
	if (stream.consumers.has(name)) {
		throw resourceInUse(`Consumer ${name} under stream ${stream.streamName} already exists for account ${account.accountId}.`);
	}
	if (request.Tags !== undefined) checkTags(request.Tags);
	if (stream.consumers.size >= CONSUMERS_PER_STREAM_MAX) {
		throw limitExceeded(`A stream has at most ${CONSUMERS_PER_STREAM_MAX} consumers; ${stream.streamName} has as many.`);
	}
	const creating = [...stream.consumers.values()].filter(({ status }) => status === "CREATING").length;
	if (creating >= CONSUMERS_CREATING_MAX) {
		throw limitExceeded(`At most ${CONSUMERS_CREATING_MAX} consumers of a stream are created at a time; ${stream.streamName} has as many.`);
	}
	const createdAtMs = account.nowMs();
	const consumer: Consumer = {
		consumerName: name,
		consumerArn: `${stream.streamArn}/consumer/${name}:${Math.floor(createdAtMs / 1_000)}`,
		createdAtMs,
		status: "CREATING",
		subscriptions: new Map(),
	};
	stream.consumers.set(name, consumer);
	account.schedule(createdAtMs + account.settings.registerConsumerMs, () => {
		if (consumer.status === "CREATING") consumer.status = "ACTIVE";
	});
	return { Consumer: describeConsumer(consumer) };
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeregisterStreamConsumer.html */
export function deregisterStreamConsumer(account: KinesisAccount, input: unknown): object {
	const { consumer, stream } = requireNamedConsumer(account, parseInput(namedConsumerInput, input));
	consumer.status = "DELETING";
	for (const subscription of [...consumer.subscriptions.values()]) subscription.end("gone");
	account.schedule(account.nowMs() + account.settings.registerConsumerMs, () => stream.consumers.delete(consumer.consumerName));
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamConsumer.html */
export function describeStreamConsumer(account: KinesisAccount, input: unknown): object {
	const { consumer, stream } = requireNamedConsumer(account, parseInput(namedConsumerInput, input));
	return { ConsumerDescription: { ...describeConsumer(consumer), StreamARN: stream.streamArn } };
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html */
export function listStreamConsumers(account: KinesisAccount, input: unknown): object {
	const request = parseInput(listInput, input);
	const stream = account.requireStream(request);
	const nowMs = account.nowMs();
	const after = request.NextToken === undefined ? "" : lastOfToken(request.NextToken, stream, nowMs);
	const remaining = [...stream.consumers.values()]
		.filter((consumer) => consumer.consumerName > after)
		.sort((a, b) => (a.consumerName < b.consumerName ? -1 : 1));
	const page = remaining.slice(0, request.MaxResults ?? LIST_CONSUMERS_DEFAULT_LIMIT);
	const last = page.at(-1);
	return {
		Consumers: page.map(describeConsumer),
		...(remaining.length > page.length && last !== undefined
			? { NextToken: sealToken(PURPOSE, [nowMs, stream.streamArn, last.consumerName]) }
			: {}),
	};
}

/** @throws ServiceError ResourceNotFoundException */
export function requireConsumer(account: KinesisAccount, arn: string): { readonly consumer: Consumer; readonly stream: Stream } {
	const stream = account.streams.get(streamNameOfArn(arn));
	const consumer = [...(stream?.consumers.values() ?? [])].find((candidate) => candidate.consumerArn === arn);
	if (stream === undefined || consumer === undefined) {
		throw resourceNotFound(`Consumer ${arn} under account ${account.accountId} not found.`);
	}
	return { consumer, stream };
}

function requireNamedConsumer(account: KinesisAccount, request: Read<typeof namedConsumerInput>): { consumer: Consumer; stream: Stream } {
	const { ConsumerARN, ConsumerName, StreamARN } = request;
	if (ConsumerARN !== undefined) return requireConsumer(account, ConsumerARN);
	if (StreamARN === undefined || ConsumerName === undefined) {
		throw invalidArgument("Either ConsumerARN or both StreamARN and ConsumerName must be provided.");
	}
	const stream = account.requireStream({ StreamARN });
	const consumer = stream.consumers.get(ConsumerName);
	if (consumer === undefined) {
		throw resourceNotFound(`Consumer ${ConsumerName} under stream ${stream.streamName} not found for account ${account.accountId}.`);
	}
	return { consumer, stream };
}

function describeConsumer(consumer: Consumer): object {
	return {
		ConsumerName: consumer.consumerName,
		ConsumerARN: consumer.consumerArn,
		ConsumerStatus: consumer.status,
		ConsumerCreationTimestamp: toWireTimestamp(consumer.createdAtMs),
	};
}

function lastOfToken(token: string, stream: Stream, nowMs: number): string {
	const [createdAtMs, arn, last] = openToken(PURPOSE, token) ?? [];
	if (typeof createdAtMs !== "number" || arn !== stream.streamArn || typeof last !== "string") throw invalidArgument("Invalid NextToken.");
	if (nowMs - createdAtMs > NEXT_TOKEN_LIFETIME_MS) {
		throw expiredNextToken(`NextToken expired: it was given more than ${NEXT_TOKEN_LIFETIME_MS} milliseconds ago.`);
	}
	return last;
}

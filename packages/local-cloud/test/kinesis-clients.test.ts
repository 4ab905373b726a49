import * as kinesisModel from "@aws-sdk/client-kinesis";
import {
	DescribeStreamConsumerCommand,
	KinesisClient,
	PutRecordCommand,
	type PutRecordsInput$,
	RegisterStreamConsumerCommand,
	SubscribeToShardCommand,
	type SubscribeToShardEvent,
} from "@aws-sdk/client-kinesis";
import { CborCodec } from "@smithy/core/cbor";
import { Decoder, Encoder, Tag } from "cbor-x";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACCOUNT_ID, REGION, streamArn } from "../src/names.ts";
import { type LocalCloudServices, startServices } from "../src/start-services.ts";

/** Kinesis for clients of other kinds: SDK v3 with enhanced fan-out, unmodified; Java's CBOR, by frames made from the service's model. */

const cleanup = new AsyncDisposableStack();
let services: LocalCloudServices;

beforeAll(async () => {
	services = await startServices(
		{
			endpointPort: 0,
			deliverAlarms: false,
			logFile: undefined,
			functions: () => undefined,
			kinesisSettings: { createStreamMs: 0, registerConsumerMs: 0, reshardBaseMs: 0, reshardPerMutationMs: 0 },
			reshardPermission: "arn",
		},
		cleanup,
	);
	for (const StreamName of ["fan-out", "cbor"]) services.kinesis("CreateStream", { StreamName, ShardCount: 1 });
	await vi.waitFor(() => {
		const expected = [{ StreamStatus: "ACTIVE" }, { StreamStatus: "ACTIVE" }];
		expect(services.kinesis("ListStreams", {})).toMatchObject({ StreamSummaries: expected });
	});
});
afterAll(() => cleanup.disposeAsync());

describe("enhanced fan-out with SDK v3 as it is", () => {
	let kinesis: KinesisClient;
	const StreamName = "fan-out";
	const StreamARN = streamArn(StreamName);
	beforeAll(() => {
		kinesis = client();
	});
	afterAll(() => kinesis.destroy());

	const client = () => {
		const credentials = { accessKeyId: "local", secretAccessKey: "local" };
		return new KinesisClient({ region: REGION, endpoint: services.endpointUrl, credentials, maxAttempts: 1 });
	};
	const read = async (ConsumerARN: string, ShardId: string): Promise<SubscribeToShardEvent[]> => {
		const StartingPosition = { Type: "TRIM_HORIZON" } as const;
		const { EventStream } = await kinesis.send(new SubscribeToShardCommand({ ConsumerARN, ShardId, StartingPosition }));
		const events: SubscribeToShardEvent[] = [];
		for await (const { SubscribeToShardEvent: event } of EventStream ?? []) {
			if (event !== undefined) events.push(event);
		}
		return events;
	};

	it("subscribes to a shard, reads it to its end, and goes on with its children", async () => {
		const { Consumer } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "reader" }));
		const ConsumerARN = Consumer?.ConsumerARN ?? "";
		await expect
			.poll(async () => (await kinesis.send(new DescribeStreamConsumerCommand({ ConsumerARN }))).ConsumerDescription?.ConsumerStatus)
			.toBe("ACTIVE");
		const reading = read(ConsumerARN, "shardId-000000000000");
		for (const text of ["one", "zwei €"])
			await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: Buffer.from(text) }));
		services.kinesis("UpdateShardCount", { StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
		const events = await reading;
		const records = events.flatMap(({ Records = [] }) => Records);
		expect(records.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(["one", "zwei €"]);
		expect(records[0]).toMatchObject({
			PartitionKey: "k",
			ApproximateArrivalTimestamp: expect.any(Date),
			SequenceNumber: expect.any(String),
		});
		expect(events.at(-1)?.ChildShards?.map(({ ShardId }) => ShardId)).toEqual(["shardId-000000000001", "shardId-000000000002"]);
		expect(events.at(-1)?.ContinuationSequenceNumber).toBeUndefined();
	});

	it("ends with its connection, so that the next is not refused for five seconds", async () => {
		const { Consumer } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "leaver" }));
		const ConsumerARN = Consumer?.ConsumerARN ?? "";
		const input = { ConsumerARN, ShardId: "shardId-000000000001", StartingPosition: { Type: "LATEST" } };
		const subscribe = async () => {
			const leaving = new AbortController();
			const headers = {
				"content-type": "application/x-amz-json-1.1",
				"x-amz-target": "Kinesis_20131202.SubscribeToShard",
			};
			const { status } = await fetch(services.endpointUrl, {
				method: "POST",
				headers,
				body: JSON.stringify(input),
				signal: leaving.signal,
			});
			return { status, leave: () => leaving.abort() };
		};
		const first = await vi.waitFor(async () => {
			const subscription = await subscribe();
			expect(subscription.status).toBe(200);
			return subscription;
		});
		expect((await subscribe()).status).toBe(400);
		first.leave();
		await vi.waitFor(async () => expect((await subscribe()).status).toBe(200), { interval: 300, timeout: 4_000 });
	});

	it("refuses with the service's exception", async () => {
		const ConsumerARN = `${StreamARN}/consumer/nobody:1`;
		await expect(read(ConsumerARN, "shardId-000000000000")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
	});
});

describe("CBOR, as Java's clients write it", () => {
	const CBOR = "application/x-amz-cbor-1.1";
	const decoder = new Decoder({ ...{ int64AsNumber: true }, useRecords: false, mapsAsObjects: true });

	/** The input as the service's own model has it: blobs as bytes, not as base64. */
	function frame(operation: string, input: object): Buffer {
		const schema = (kinesisModel as Readonly<Record<string, unknown>>)[`${operation}Input$`] as typeof PutRecordsInput$;
		const serializer = new CborCodec().createSerializer();
		serializer.write(schema, input);
		return Buffer.from(serializer.flush() as Uint8Array);
	}

	async function call(operation: string, body: Buffer | object) {
		const response = await fetch(services.endpointUrl, {
			method: "POST",
			headers: {
				authorization: "AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00",
				"content-type": CBOR,
				"x-amz-target": `Kinesis_20131202.${operation}`,
			},
			body: new Uint8Array(Buffer.isBuffer(body) ? body : frame(operation, body)),
		});
		const bytes = Buffer.from(await response.arrayBuffer());
		return { statusCode: response.status, contentType: response.headers.get("content-type"), bytes, output: decoder.decode(bytes) };
	}

	it("puts and reads records whose data are bytes, with moments in milliseconds", async () => {
		const StreamName = "cbor";
		const before = Date.now();
		const put = await call("PutRecords", {
			StreamName,
			Records: [
				{ Data: new Uint8Array([0, 255, 1]), PartitionKey: "k" },
				{ Data: new Uint8Array(), PartitionKey: "é" },
			],
		});
		expect(put).toMatchObject({ statusCode: 200, contentType: CBOR, output: { FailedRecordCount: 0, Records: [{}, {}] } });
		const { ShardIterator } = (
			await call("GetShardIterator", { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" })
		).output;
		const { bytes, output } = await call("GetRecords", { ShardIterator });
		expect(output.Records.map(({ Data, PartitionKey }: { Data: Buffer; PartitionKey: string }) => [[...Data], PartitionKey])).toEqual([
			[[0, 255, 1], "k"],
			[[], "é"],
		]);
		// Tag 1 with a whole number of eight bytes: `c1 1b`. Read as CBOR's own seconds it is a thousand times too far.
		const moment = bytes.indexOf(Buffer.from([0xc1, 0x1b]));
		const writtenMs = Number(bytes.readBigUInt64BE(moment + 2));
		expect(writtenMs).toBeGreaterThanOrEqual(before);
		expect(writtenMs).toBeLessThanOrEqual(Date.now());
		expect(output).not.toHaveProperty("ChildShards");
	});

	it.each([
		{ title: "milliseconds, as Java's SDKs write them", timestamp: (ms: number) => new Tag(BigInt(ms), 1) },
		{ title: "seconds, as CBOR has them", timestamp: (ms: number) => new Date(ms) },
	])("takes a moment in $title", async ({ timestamp }) => {
		const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, variableMapSize: true });
		const input = { StreamName: "cbor", ShardId: "shardId-000000000000", ShardIteratorType: "AT_TIMESTAMP" };
		const asked = (ms: number) => call("GetShardIterator", encoder.encode({ ...input, Timestamp: timestamp(ms) }));
		const past = await asked(Date.now() - 60_000);
		expect(past).toMatchObject({ statusCode: 200 });
		expect((await call("GetRecords", past.output)).output.Records).toHaveLength(2);
		expect((await asked(Date.now() + 60_000)).output).toMatchObject({ __type: "InvalidArgumentException" });
	});

	it.each([
		{
			title: "a stream that is not there",
			operation: "DescribeStreamSummary",
			body: { StreamName: "wrong-stream-name" },
			output: { __type: "ResourceNotFoundException", message: `Stream wrong-stream-name under account ${ACCOUNT_ID} not found.` },
		},
		{
			title: "an operation that is not served",
			operation: "Dance",
			body: Buffer.from([0xa0]),
			output: { __type: "UnknownOperationException" },
		},
		{
			title: "no CBOR",
			operation: "DescribeLimits",
			body: Buffer.from([0xff, 0x00, 0x1c]),
			output: { __type: "SerializationException" },
		},
		{ title: "no map", operation: "DescribeLimits", body: Buffer.from([0x05]), output: { __type: "SerializationException" } },
	])("refuses $title in CBOR", async ({ body, operation, output }) => {
		expect(await call(operation, body)).toMatchObject({ statusCode: 400, contentType: CBOR, output });
	});
});

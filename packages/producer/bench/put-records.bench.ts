// What the wrapper costs: the SDK's own client, whose HTTP handler answers at once, with and without it, turn by turn in one run. A real call takes
// milliseconds on top, so this is the most that it can be. Ends with 1 if more than 3 % of the throughput is gone.
import { Readable } from "node:stream";
import { Kinesis, type PutRecordsCommandInput } from "@aws-sdk/client-kinesis";
import { createProducer, embeddedThrottles, type KinesisWriter } from "../src/index.ts";

const ROUNDS = 601;
const CALLS_PER_ROUND = 2;
const RECORDS_PER_CALL = 500;
const ALLOWED_LOSS = 0.03;

const answer = Buffer.from(
	JSON.stringify({
		FailedRecordCount: 0,
		Records: Array.from({ length: RECORDS_PER_CALL }, (_, index) => ({ ShardId: "shardId-000000000000", SequenceNumber: `4959${index}` })),
	}),
);
const kinesis = new Kinesis({
	region: "us-east-1",
	maxAttempts: 1,
	credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
	requestHandler: {
		handle: async () => ({
			response: { statusCode: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body: Readable.from([answer]) },
		}),
	},
});

const Data = new Uint8Array(200);
const input: PutRecordsCommandInput = {
	StreamName: "votes",
	Records: Array.from({ length: RECORDS_PER_CALL }, (_, index) => ({ Data, PartitionKey: `key-${index}` })),
};

/** Records a second. */
async function measure(writer: Pick<KinesisWriter, "putRecords">): Promise<number> {
	const startMs = performance.now();
	for (let call = 0; call < CALLS_PER_ROUND; call++) await writer.putRecords({ StreamName: "votes", Records: input.Records });
	return (CALLS_PER_ROUND * RECORDS_PER_CALL * 1_000) / (performance.now() - startMs);
}

const producer = createProducer({ kinesis, throttles: embeddedThrottles() });
for (let round = 0; round < 20; round++) {
	await measure(kinesis);
	await measure(producer);
}

const without: number[] = [];
const withIt: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
	// Each goes first in every second round.
	const turns = [() => measure(kinesis).then((rate) => without.push(rate)), () => measure(producer).then((rate) => withIt.push(rate))];
	for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
}
const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
const loss = median(withIt.map((rate, round) => 1 - rate / (without[round] ?? Number.NaN)));
console.table([
	{ writer: "the SDK's client", "records/s": Math.round(median(without)) },
	{ writer: "with @headroom/producer", "records/s": Math.round(median(withIt)) },
]);
console.log(`Less with it: ${(loss * 100).toFixed(2)} %, the median of ${ROUNDS} rounds. Allowed: ${ALLOWED_LOSS * 100} %.`);
if (!(loss <= ALLOWED_LOSS)) process.exitCode = 1;

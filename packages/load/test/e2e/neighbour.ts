import { setTimeout as wait } from "node:timers/promises";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";

const TICK_MS = 100;

/**
 * Another producer, which puts whole batches of votes for a poll of its own: together with it few requests a second are more than a shard takes, so that a slow
 * machine shows the same loop as a fast one.
 *
 * @returns when the local cloud is gone, or after `seconds`
 */
export async function writeBeside(endpoint: string, recordsPerSecond: number, seconds: number): Promise<void> {
	const credentials = { accessKeyId: "local", secretAccessKey: "local" };
	const kinesis = new KinesisClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
	const startedAtMs = Date.now();
	let written = 0;
	try {
		while (Date.now() - startedAtMs < seconds * 1000) {
			const due = Math.floor(((Date.now() - startedAtMs) / 1000) * recordsPerSecond) - written;
			// What is refused is not tried again: a neighbour's loss is not what is looked at.
			if (due > 0) await kinesis.send(new PutRecordsCommand({ StreamName: "votes", Records: votes(written, Math.min(due, 500)) }));
			written += due;
			await wait(TICK_MS);
		}
	} catch {
		// The local cloud is gone: the run is over, and says itself how it went.
	} finally {
		kinesis.destroy();
	}
}

function votes(first: number, count: number) {
	return Array.from({ length: count }, (_, index) => {
		const token = `neighbour-${first + index}`;
		const vote = { time_id: token, vote_id: "neighbours", token, vote_choice: "a" };
		return { PartitionKey: `neighbours#${token}`, Data: Buffer.from(JSON.stringify(vote)) };
	});
}

import { connect, type Socket } from "node:net";

/** A record as PutRecords takes it. */
interface Entry {
	readonly PartitionKey: string;
	readonly Data: string;
}

export interface BareAnswer {
	readonly status: number;
	readonly body: string;
}

/** Kinesis, one request at a time over a bare socket: a client that costs less than the servers does not slow them down. It signs nothing. */
export class BareConnection {
	readonly #socket: Socket;
	#received = "";
	#answered: ((answer: BareAnswer) => void) | undefined;

	constructor(port: number) {
		this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
		this.#socket.setEncoding("latin1");
		this.#socket.on("data", (text) => this.#take(String(text)));
	}

	post(operation: string, input: object): Promise<BareAnswer> {
		const body = JSON.stringify(input);
		const head = [
			"POST / HTTP/1.1",
			"host: 127.0.0.1",
			"content-type: application/x-amz-json-1.1",
			`x-amz-target: Kinesis_20131202.${operation}`,
			"x-amz-date: 20261127T120000Z",
			"authorization: AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=unchecked",
			`content-length: ${body.length}`,
		];
		return new Promise((resolve) => {
			this.#answered = resolve;
			this.#socket.write(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
		});
	}

	/** Votes of the voters from `first` on, by PutRecords. @returns how many a full shard refused */
	async putVotes(streamName: string, poll: string, first: number, count: number): Promise<number> {
		const Records = Array.from({ length: count }, (_, index) => voteRecord(poll, first + index));
		const { body, status } = await this.post("PutRecords", { StreamName: streamName, Records });
		if (status !== 200) throw new Error(`PutRecords was answered ${status}: ${body}`);
		return (JSON.parse(body) as { readonly FailedRecordCount: number }).FailedRecordCount;
	}

	close(): void {
		this.#socket.destroy();
	}

	#take(text: string): void {
		this.#received += text;
		const headEnd = this.#received.indexOf("\r\n\r\n");
		if (headEnd === -1) return;
		const bodyStart = headEnd + 4;
		const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1]);
		if (this.#received.length < bodyStart + length) return;
		const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(bodyStart, bodyStart + length) };
		this.#received = "";
		this.#answered?.(answer);
	}
}

/** A vote as place-vote writes it. */
function voteRecord(poll: string, voter: number): Entry {
	const [token, request_id] = [`voter-${voter}`, `request-${voter}`];
	const vote = { time_id: `2026-11-27T12:00:00.000Z#${request_id}`, vote_id: poll, token, vote_choice: "a", request_id };
	return { PartitionKey: `${poll}#${token}`, Data: Buffer.from(JSON.stringify(vote)).toString("base64") };
}

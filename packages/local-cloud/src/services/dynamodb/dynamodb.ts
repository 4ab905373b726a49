import { once } from "node:events";
import { Agent, request as httpRequest, type ServerResponse } from "node:http";
import { Worker } from "node:worker_threads";
import { plainJson, send } from "../../endpoint/aws-http.ts";
import type { Handle } from "../../endpoint/handle.ts";
import { LOOPBACK } from "../../listen.ts";
import { callTables } from "./call-tables.ts";

export interface TableDefinition {
	readonly tableName: string;
	readonly partitionKey: string;
	readonly sortKey: string;
}

/** A proxy does not pass these on. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 and RFC 9113 section 8.2.2 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"]);

/** Enough for the garbage of some calls. V8's own limit is 130 MB, all of which it fills before it collects. */
const YOUNG_GENERATION_MB = 24;

/** DynamoDB: dynalite in a worker thread, reached over loopback; the endpoint passes requests on. */
export class DynamoDb {
	/** The direct address of the tables: functions use it, which saves the local cloud half of the work. */
	readonly url: string;
	readonly #worker: Worker;
	readonly #port: number;
	readonly #agent = new Agent({ keepAlive: true });

	private constructor(worker: Worker, port: number) {
		this.#worker = worker;
		this.#port = port;
		this.url = `http://${LOOPBACK}:${port}`;
	}

	static async start(): Promise<DynamoDb> {
		const worker = new Worker(new URL("./dynamodb-worker.ts", import.meta.url), {
			env: {},
			execArgv: [],
			name: "dynamodb",
			resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
		});
		const [port] = (await once(worker, "message")) as [number];
		return new DynamoDb(worker, port);
	}

	readonly handle: Handle = (request, response) => {
		const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(":") && !HOP_BY_HOP.has(name)));
		const forwarded = httpRequest(
			{ agent: this.#agent, headers, host: LOOPBACK, method: request.method, path: request.url, port: this.#port },
			(answer) => {
				const answerHeaders = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
				// HTTP/1.1 and HTTP/2 answers have the same members, but no overload in common.
				(response as ServerResponse).writeHead(answer.statusCode ?? 502, answerHeaders);
				answer.pipe(response);
			},
		);
		forwarded.on("error", (error) => send(response, plainJson(500, { __type: "InternalFailure", message: `DynamoDB: ${error.message}` })));
		request.on("error", () => forwarded.destroy());
		request.pipe(forwarded);
	};

	/** What roles are denied from now on: functions come to the tables without the endpoint between. */
	deny(denied: ReadonlyMap<string, readonly string[]>): void {
		this.#worker.postMessage(denied);
	}

	/** @throws Error when the table is refused */
	async createTable({ partitionKey, sortKey, tableName }: TableDefinition): Promise<void> {
		await callTables(this.url, "CreateTable", {
			TableName: tableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
			KeySchema: [
				{ AttributeName: partitionKey, KeyType: "HASH" },
				{ AttributeName: sortKey, KeyType: "RANGE" },
			],
		});
	}

	/** Items expire by an attribute in epoch seconds. */
	async expireBy(tableName: string, attributeName: string): Promise<void> {
		const TimeToLiveSpecification = { AttributeName: attributeName, Enabled: true };
		await callTables(this.url, "UpdateTimeToLive", { TableName: tableName, TimeToLiveSpecification });
	}

	async close(): Promise<void> {
		this.#agent.destroy();
		await this.#worker.terminate();
	}
}

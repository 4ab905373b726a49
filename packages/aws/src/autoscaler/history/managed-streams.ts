import { DeleteCommand, GetCommand, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import {
	type DeployedStreams,
	HistoryError,
	type ManagedStreamsPort,
	type StandingPolicy,
	type StoredPolicyReading,
	type SweepPosition,
} from "@headroom/controller";
import { functionDocumentClient } from "../../shared/document-client.ts";
import { type DynamoHistoryOptions, historyTable, unlessConditionFailed } from "./history-table.ts";
import { ItemReader } from "./item-reader.ts";

/**
 * No stream has this name: `#` is not allowed in one. All stored policies are in this one partition, so that one Query finds them.
 */
const STREAMS_PARTITION = "#streams";
const DEPLOYED_SORT_KEY = "deployed";
const SWEEP_SORT_KEY = "sweep";
const POLICY_SORT_KEY_PREFIX = "policy#";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html StreamName, read 2026-11-27 */
const STREAM_NAME = /^[a-zA-Z0-9_.-]{1,128}$/;

type Item = Readonly<Record<string, unknown>>;

/** Stored policies, in the history table. docs/decisions/0016-overrides-and-stored-policies.md */
export function dynamoManagedStreams({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): ManagedStreamsPort {
	const { attempt } = historyTable(tableName, client);
	const keyOf = (sortKey: string) => ({ streamName: STREAMS_PARTITION, sortKey });

	async function find(streamName: string): Promise<StoredPolicyReading> {
		const { Item } = await client.send(
			new GetCommand({ TableName: tableName, Key: keyOf(policySortKey(streamName)), ConsistentRead: true }),
		);
		return Item === undefined ? { kind: "none" } : readPolicyItem(streamName, Item);
	}

	return {
		list: () =>
			attempt("dynamodb:Query", STREAMS_PARTITION, async () => {
				const stored: StandingPolicy[] = [];
				let deployed: DeployedStreams | undefined;
				let sweepPosition: SweepPosition | undefined;
				const pages = paginateQuery(
					{ client },
					{
						TableName: tableName,
						ConsistentRead: true,
						KeyConditionExpression: "streamName = :partition",
						ExpressionAttributeValues: { ":partition": STREAMS_PARTITION },
					},
				);
				for await (const { Items = [] } of pages) {
					for (const item of Items) {
						const sortKey = String(item["sortKey"]);
						if (sortKey === DEPLOYED_SORT_KEY) deployed = readDeployedItem(item);
						else if (sortKey === SWEEP_SORT_KEY) sweepPosition = readSweepItem(item);
						else if (sortKey.startsWith(POLICY_SORT_KEY_PREFIX)) {
							stored.push(readPolicyItem(sortKey.slice(POLICY_SORT_KEY_PREFIX.length), item));
						}
					}
				}
				return {
					stored,
					...(deployed === undefined ? {} : { deployed }),
					...(sweepPosition === undefined ? {} : { sweepPosition }),
				};
			}),

		find: (streamName) => attempt("dynamodb:GetItem", streamName, () => find(streamName)),

		put: ({ streamName, written, by, atMs }, revision) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				const policy = JSON.stringify(written);
				const isStored = await unlessConditionFailed(() =>
					client.send(
						new PutCommand({
							TableName: tableName,
							// As text: a policy is only read as a whole, never searched by its parts.
							Item: { ...keyOf(policySortKey(streamName)), policy, by, atMs, revision: revision + 1 },
							...(revision === 0
								? { ConditionExpression: "attribute_not_exists(sortKey)" }
								: { ConditionExpression: "revision = :revision", ExpressionAttributeValues: { ":revision": revision } }),
						}),
					),
				);
				if (isStored) return { kind: "stored", revision: revision + 1 };
				const standing = await find(streamName);
				// A retry after a lost answer finds its own policy.
				const isOwn =
					standing.kind === "stored" &&
					standing.revision === revision + 1 &&
					standing.by === by &&
					standing.atMs === atMs &&
					JSON.stringify(standing.written) === policy;
				return isOwn ? { kind: "stored", revision: revision + 1 } : { kind: "lost-race", standing };
			}),

		remove: (streamName) =>
			attempt("dynamodb:DeleteItem", streamName, async () => {
				await client.send(new DeleteCommand({ TableName: tableName, Key: keyOf(policySortKey(streamName)) }));
			}),

		recordDeployed: ({ streamsJson, atMs }) =>
			attempt("dynamodb:PutItem", STREAMS_PARTITION, async () => {
				await client.send(new PutCommand({ TableName: tableName, Item: { ...keyOf(DEPLOYED_SORT_KEY), streamsJson, atMs } }));
			}),

		recordSweepPosition: ({ afterStreamName, atMs }) =>
			attempt("dynamodb:PutItem", STREAMS_PARTITION, async () => {
				await client.send(new PutCommand({ TableName: tableName, Item: { ...keyOf(SWEEP_SORT_KEY), afterStreamName, atMs } }));
			}),
	};
}

function policySortKey(streamName: string): string {
	return `${POLICY_SORT_KEY_PREFIX}${streamName}`;
}

/** A fault of one item must not hide the others. */
function readPolicyItem(streamName: string, item: Item): StandingPolicy {
	const reader = new ItemReader(streamName, policySortKey(streamName), item);
	try {
		if (!STREAM_NAME.test(streamName)) throw reader.malformed("sortKey", `${POLICY_SORT_KEY_PREFIX} and a stream's name`);
		return {
			kind: "stored",
			streamName,
			written: reader.json("policy"),
			by: reader.text("by"),
			atMs: reader.moment("atMs"),
			revision: reader.number("revision"),
		};
	} catch (error) {
		if (!(error instanceof HistoryError)) throw error;
		return { kind: "malformed", streamName, error };
	}
}

/** Undefined if malformed: the next sweep writes the item anew. */
function readDeployedItem(item: Item): DeployedStreams | undefined {
	const { streamsJson, atMs } = item;
	return typeof streamsJson === "string" && typeof atMs === "number" ? { streamsJson, atMs } : undefined;
}

/** Undefined where it is malformed: the next sweep begins elsewhere, and writes it anew. */
function readSweepItem(item: Item): SweepPosition | undefined {
	const { afterStreamName, atMs } = item;
	return typeof afterStreamName === "string" && typeof atMs === "number" ? { afterStreamName, atMs } : undefined;
}

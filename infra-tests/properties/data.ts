import { TABLES, votesStreamName } from "@headroom/config";
import { all, byArn, named, namesOf } from "../harness/look-up.ts";
import { absent, differences, fault, type Property } from "./property.ts";

export const streamIsProvisioned: Property = {
	sentence: "the votes stream is provisioned, with one shard and one day to begin with",
	faults: (app) => {
		const name = votesStreamName(app.stage);
		const stream = named(app, "stream", name);
		if (stream === undefined) return [absent(`stream ${name}`)];
		return differences(stream, { streamModeDetails: { streamMode: "PROVISIONED" }, shardCount: 1, retentionPeriod: 24 });
	},
};

export const shardCountIsTheAutoscalers: Property = {
	sentence: "no deployment undoes a shard count",
	faults: (app) =>
		all(app, "stream")
			.filter(({ ignoreChanges }) => !ignoreChanges.includes("shardCount"))
			.map((stream) => fault(stream, "ignoreChanges", "must name shardCount")),
};

export const streamsAreEncrypted: Property = {
	sentence: "every stream is encrypted",
	faults: (app) => all(app, "stream").flatMap((stream) => differences(stream, { encryptionType: "KMS", kmsKeyId: "alias/aws/kinesis" })),
};

export const tablesAreEncrypted: Property = {
	sentence: "every table is encrypted",
	faults: (app) =>
		all(app, "table")
			.filter(({ inputs }) => inputs.serverSideEncryption?.enabled !== true)
			.map((table) => fault(table, "serverSideEncryption", "is off")),
};

export const topicsAreEncrypted: Property = {
	sentence: "every topic is encrypted with a key of the app that rotates",
	faults: (app) =>
		all(app, "topic").flatMap((topic) => {
			const key = byArn(app, "key", topic.inputs.kmsMasterKeyId);
			if (key === undefined) return [fault(topic, "kmsMasterKeyId", "is no key of the app")];
			return differences(key, { enableKeyRotation: true });
		}),
};

export const queuesAreEncrypted: Property = {
	sentence: "every queue is encrypted",
	faults: (app) =>
		all(app, "queue")
			.filter(({ inputs }) => inputs.sqsManagedSseEnabled !== true && inputs.kmsMasterKeyId === undefined)
			.map((queue) => fault(queue, "sqsManagedSseEnabled", "is off, and there is no key")),
};

export const tablesCanBeBroughtBack: Property = {
	sentence: "every table can be brought back to any second",
	faults: (app) =>
		all(app, "table")
			.filter(({ inputs }) => inputs.pointInTimeRecovery?.enabled !== true)
			.map((table) => fault(table, "pointInTimeRecovery", "is off")),
};

export const tablesHaveTheirKeys: Property = {
	sentence: "every table has its definition's keys and expiry, and is paid by use",
	faults: (app) => {
		const names = namesOf(app);
		const tables = [
			{ name: names.historyTable, definition: TABLES.history, ttl: { attributeName: TABLES.history.timeToLive, enabled: true } },
			{ name: names.tallyTable, definition: TABLES.tally, ttl: undefined },
		];
		return tables.flatMap(({ name, definition, ttl }) => {
			const table = named(app, "table", name);
			if (table === undefined) return [absent(`table ${name}`)];
			return differences(table, {
				hashKey: definition.partitionKey,
				rangeKey: definition.sortKey,
				attributes: [definition.partitionKey, definition.sortKey].map((key) => ({ name: key, type: "S" })),
				billingMode: "PAY_PER_REQUEST",
				ttl,
			});
		});
	},
};

import { votesStreamName } from "@headroom/config";
import { checkDeployment } from "./shared/check-deployment.ts";
import { accountId, region } from "./shared/deployment.ts";
import { autoscale, type OwnedStream, readSettings } from "./shared/written-deployment.ts";

/** One shard and one day, as the article's stream; Headroom does the rest. */
export const votes: OwnedStream = { name: votesStreamName($app.stage), initialShardCount: 1, retentionHours: 24 };

/**
 * Every stream that Headroom looks after: this is the list to edit. Others go beside the first, each with its own policy:
 * `autoscale("orders", { maxShardCount: 16 })`, or with the ARN of a stream that exists already. Such a stream belongs to one stage: docs/operations.md.
 */
const written = [autoscale(votes)];

/** Checked, all faults at once. Everything that creates anything imports this module, so nothing is created before it has passed: infra-tests/test/import-graph.test.ts. */
export const { settings, managedStreams } = await checkDeployment(
	{ stage: $app.stage, accountId, region, settings: readSettings(process.env), streams: written },
	(name) => aws.kinesis.getStream({ name }),
);

/** Those that this app makes. */
export const ownedStreams = written.flatMap(({ stream }) => (typeof stream === "string" ? [] : [stream]));

import { readDeploymentSettings, votesStreamName } from "@headroom/config";
import { checkDeployment } from "./shared/check-deployment.ts";
import { place } from "./shared/deployment.ts";
import { autoscale, type OwnedStream } from "./shared/written-deployment.ts";

/** One shard and one day, like the article's stream. Headroom does the rest. */
export const votes: OwnedStream = { name: votesStreamName($app.stage), initialShardCount: 1, retentionHours: 24 };

/**
 * Every stream under Headroom: this is the list to edit. Add a stream beside the first, with its own policy, by its name or its ARN:
 * `autoscale("orders", { maxShardCount: 16 })`. A stream that exists already belongs to one stage: docs/operations.md.
 */
const written = [autoscale(votes)];

const read = readDeploymentSettings(process.env);

/** Without the voting system there is no votes stream to look after. */
const listed = read.settings.hasVoting ? written : written.filter(({ stream }) => stream !== votes);

/**
 * The list and the settings, checked; the check reports all faults at once. Every module that creates a resource imports this one, so the
 * check passes before anything is created: infra-tests/test/import-graph.test.ts.
 */
export const { settings, managedStreams } = await checkDeployment(
	{ ...place, stage: $app.stage, settings: read, streams: listed },
	(name) => aws.kinesis.getStream({ name }),
);

/** The streams of the list that this app creates. */
export const ownedStreams = listed.flatMap(({ stream }) => (typeof stream === "string" ? [] : [stream]));

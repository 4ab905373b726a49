import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { ConfigError, ENVIRONMENT, managedStreams, type PolicySource, parseStreams, type StreamSettings } from "@headroom/config";
import { HistoryError, type StoredPolicy, type StreamListing } from "@headroom/controller";
import type { Policy } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { SessionPorts } from "../session/session-ports.ts";
import type { StreamFault } from "./stream-fault.ts";

/** A managed stream. */
export interface KnownStream {
	readonly streamName: string;
	readonly policy: Policy;
	readonly source: PolicySource;
	/** The stored policy, if any. */
	readonly stored?: StoredPolicy | undefined;
}

export interface ManagedStreams {
	readonly streams: readonly KnownStream[];
	/** Streams whose stored policy cannot be read. */
	readonly unreadable: readonly StreamFault[];
}

/**
 * Every managed stream of the deployment: deployed and attached, by name.
 *
 * @throws CliError if the deployment does not exist
 */
export async function readManagedStreams(session: AwsSession, ports: SessionPorts): Promise<ManagedStreams> {
	const listing = await readListing(session, ports);
	const deployed = writtenDown(listing) ?? parseDeployed(await deployedStreamsJson(session));
	return merge(deployed, listing);
}

/** As the last sweep wrote it down; undefined where none did, or where a hand has spoiled the item: the next sweep writes it anew. */
function writtenDown({ deployed }: StreamListing): readonly StreamSettings[] | undefined {
	try {
		return deployed === undefined ? undefined : parseStreams(deployed.streamsJson);
	} catch (error) {
		if (error instanceof ConfigError) return undefined;
		throw error;
	}
}

/**
 * The deployed streams by both sources: the record of the last sweep, and the functions, which a deploy within the last minute has changed.
 *
 * @throws CliError if the deployment does not exist
 */
export async function deployedStreamNames(session: AwsSession, ports: SessionPorts): Promise<ReadonlySet<string>> {
	const deployed = writtenDown(await readListing(session, ports)) ?? [];
	const now = await deployedStreamsJson(session);
	return new Set([...deployed, ...parseDeployed(now)].map(({ streamName }) => streamName));
}

async function readListing(session: AwsSession, ports: SessionPorts): Promise<StreamListing> {
	return ports.managedStreams.list().catch((error: unknown) => {
		throw isMissingTable(error) ? missingDeployment(session, error) : error;
	});
}

function merge(deployed: readonly StreamSettings[], { stored }: StreamListing): ManagedStreams {
	const readable = stored.filter((entry): entry is StoredPolicy => entry.kind === "stored");
	const malformed = stored.flatMap((entry) =>
		entry.kind === "malformed" ? [{ streamName: entry.streamName, fault: entry.error.message }] : [],
	);
	const unreadableNames = new Set(malformed.map(({ streamName }) => streamName));
	const streams: KnownStream[] = [];
	for (const settings of managedStreams(deployed, readable)) {
		const { streamName } = settings;
		if (settings.kind === "malformed") malformed.push({ streamName, fault: settings.error.message });
		else if (!unreadableNames.has(streamName)) {
			const { policy, source } = settings;
			streams.push({ streamName, policy, source, stored: readable.find((entry) => entry.streamName === streamName) });
		}
	}
	return { streams: streams.sort(byName), unreadable: malformed.sort(byName) };
}

function byName(one: { readonly streamName: string }, other: { readonly streamName: string }): number {
	return one.streamName < other.streamName ? -1 : 1;
}

/** Before the first sweep has recorded them, only the function itself has them. */
async function deployedStreamsJson(session: AwsSession): Promise<string | undefined> {
	const FunctionName = session.names.functions.sweep;
	const { Environment } = await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
	return Environment?.Variables?.[ENVIRONMENT.streams];
}

function parseDeployed(streamsJson: string | undefined): readonly StreamSettings[] {
	return streamsJson === undefined ? [] : parseStreams(streamsJson);
}

function isMissingTable(error: unknown): boolean {
	return error instanceof HistoryError && sdkFault(error.cause).kind === "not-found";
}

function missingDeployment({ deployment, names, options, region }: AwsSession, cause: unknown): CliError {
	const where = options.endpointUrl ?? `Region ${region}`;
	return new CliError("not-found", `The deployment "${deployment}" does not exist at ${where}: it has no table ${names.historyTable}.`, {
		hints: ["Name another: --deployment headroom-<stage>, or export HEADROOM_DEPLOYMENT. Check --region and --profile, too."],
		cause,
	});
}

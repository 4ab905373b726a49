import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { ENVIRONMENT, parseStreams, readPolicy } from "@headroom/config";
import { HistoryError, type StreamListing } from "@headroom/controller";
import type { Policy } from "@headroom/engine";
import type { AwsSession } from "../aws-session.ts";
import { CliError } from "../cli-error.ts";
import type { SessionPorts } from "../session-ports.ts";

/** A stream that Headroom looks after. */
export interface KnownStream {
	readonly streamName: string;
	readonly policy: Policy;
	/** `attached`: somebody stored a policy for a stream that the deployment does not name. */
	readonly source: "attached" | "deployed";
	/** The stored policy, where there is one: what stands, who said so and when. */
	readonly stored?: { readonly written: unknown; readonly by: string; readonly atMs: number; readonly revision: number };
	/** As deployed, where it is. */
	readonly deployedPolicy?: Policy;
}

export interface UnreadableKnownStream {
	readonly streamName: string;
	/** What is wrong with its stored policy. */
	readonly fault: string;
}

export interface ManagedStreams {
	readonly streams: readonly KnownStream[];
	readonly unreadable: readonly UnreadableKnownStream[];
}

/**
 * Every stream that the deployment looks after: deployed and attached, by name.
 *
 * @throws CliError when there is no such deployment
 */
export async function readManagedStreams(session: AwsSession, ports: SessionPorts): Promise<ManagedStreams> {
	const listing = await ports.managedStreams.list().catch((error: unknown) => {
		throw isMissingTable(error) ? missingDeployment(session, error) : error;
	});
	const deployed = parseStreams(listing.deployed?.streamsJson ?? (await deployedStreamsJson(session)));
	return merge(deployed, listing);
}

function merge(deployed: ReturnType<typeof parseStreams>, { stored }: StreamListing): ManagedStreams {
	const streams = new Map<string, KnownStream>(
		deployed.map(({ policy, streamName }) => [streamName, { streamName, policy, source: "deployed", deployedPolicy: policy }]),
	);
	const unreadable: UnreadableKnownStream[] = [];
	for (const entry of stored) {
		const { streamName } = entry;
		const reading = entry.kind === "stored" ? readPolicy(entry.written, streamName) : undefined;
		if (entry.kind === "malformed" || reading === undefined) {
			streams.delete(streamName);
			unreadable.push({ streamName, fault: entry.kind === "malformed" ? entry.error.message : "" });
		} else if (reading.kind === "problems") {
			streams.delete(streamName);
			unreadable.push({ streamName, fault: reading.problems.map(({ message, path }) => `${path}: ${message}`).join("; ") });
		} else {
			const { atMs, by, revision, written } = entry;
			const known = streams.get(streamName);
			streams.set(streamName, {
				...(known ?? { streamName, source: "attached" }),
				policy: reading.policy,
				stored: { written, by, atMs, revision },
			});
		}
	}
	const byName = (a: { readonly streamName: string }, b: { readonly streamName: string }) => (a.streamName < b.streamName ? -1 : 1);
	return { streams: [...streams.values()].sort(byName), unreadable: unreadable.sort(byName) };
}

/** Until the first sweep has written it down, only the function itself knows. */
async function deployedStreamsJson(session: AwsSession): Promise<string> {
	const FunctionName = session.names.functions.sweep;
	const { Environment } = await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
	return Environment?.Variables?.[ENVIRONMENT.streams] ?? "{}";
}

function isMissingTable(error: unknown): boolean {
	return error instanceof HistoryError && sdkFault(error.cause).kind === "not-found";
}

function missingDeployment({ deployment, names, options, region }: AwsSession, cause: unknown): CliError {
	const where = options.endpointUrl ?? `Region ${region}`;
	return new CliError("not-found", `There is no deployment "${deployment}" at ${where}: table ${names.historyTable} does not exist.`, {
		hints: ["Name it: --deployment headroom-<stage>, or export HEADROOM_DEPLOYMENT. Check --region and --profile, too."],
		cause,
	});
}

import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { kinesisStream } from "@headroom/aws/stream";
import { ObservationError } from "@headroom/controller";
import { type Policy, visibleText } from "@headroom/engine";
import { closest, distance } from "fastest-levenshtein";
import { CliError } from "../errors/cli-error.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { KnownStream, ManagedStreams } from "./managed-streams.ts";
import { isPattern, namesLike } from "./name-streams.ts";
import type { StreamFault } from "./stream-fault.ts";

/** A name that differs in a larger share of its length was not meant. */
const MEANT_WITHIN_SHARE = 0.5;
const SUGGESTIONS_AT_MOST = 3;

/**
 * The managed streams of these names; all if none is given. A name with `*` stands for each managed stream that it fits.
 * @throws CliError naming the nearest streams, or those that there are
 */
export async function chooseStreams(
	session: AwsSession,
	managed: ManagedStreams,
	names: readonly string[],
): Promise<readonly KnownStream[]> {
	if (names.length === 0) return managed.streams;
	const managedNames = managed.streams.map(({ streamName }) => streamName);
	const chosen = new Set<KnownStream>();
	for (const name of names) {
		const fitting = isPattern(name) ? namesLike(name, managedNames, "managed stream") : [name];
		for (const each of fitting) chosen.add(await chooseStream(session, managed, each));
	}
	return [...chosen];
}

/**
 * As {@link chooseStreams}, for what is shown: of several names one that is wrong does not hide the streams of the others. If no name is given, the streams
 * whose policy cannot be read are faults.
 *
 * @throws CliError if only one name is given, and it is wrong
 */
export async function chooseStreamsToShow(
	session: AwsSession,
	managed: ManagedStreams,
	names: readonly string[],
): Promise<{ readonly streams: readonly KnownStream[]; readonly faults: readonly StreamFault[] }> {
	if (names.length === 0) return { streams: managed.streams, faults: managed.unreadable };
	if (names.length === 1) return { streams: await chooseStreams(session, managed, names), faults: [] };
	const streams = new Set<KnownStream>();
	const faults: StreamFault[] = [];
	for (const name of new Set(names)) {
		try {
			for (const stream of await chooseStreams(session, managed, [name])) streams.add(stream);
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			faults.push({ streamName: name, fault: [error.message, ...error.hints].join(" ") });
		}
	}
	return { streams: [...streams], faults };
}

/** The managed stream of that name. @throws CliError naming the nearest streams, or how to attach the stream if it is not managed */
export async function chooseStream(session: AwsSession, { streams, unreadable }: ManagedStreams, name: string): Promise<KnownStream> {
	const found = streams.find(({ streamName }) => streamName === name);
	if (found !== undefined) return found;
	const fault = unreadable.find(({ streamName }) => streamName === name)?.fault;
	if (fault !== undefined) {
		throw new CliError("failed", `Headroom cannot read the stored policy of ${name}: ${fault}`, {
			hints: [`Store a valid one: headroom policy set ${name} --file policy.json`],
		});
	}
	const [existence, others] = await Promise.all([existenceOf(session, name), firstStreamNames(session)]);
	if (existence === "exists" || others.includes(name)) {
		throw new CliError("not-found", `Headroom does not manage stream ${name}.`, { hints: [`Manage it: headroom attach ${name}`] });
	}
	throw unknownStream(
		name,
		existence,
		streams.map(({ streamName }) => streamName),
		others,
	);
}

/**
 * The policy of an existing stream; undefined if the stream is not managed.
 * @throws CliError if the stream does not exist in this account and Region
 */
export async function policyOfExisting(session: AwsSession, { streams }: ManagedStreams, name: string): Promise<Policy | undefined> {
	const known = streams.find(({ streamName }) => streamName === name);
	if (known !== undefined) return known.policy;
	// Who may not describe it learns so from the call that is meant for it.
	if ((await existenceOf(session, name)) === "absent") throw unknownStream(name, "absent", await firstStreamNames(session), []);
	return undefined;
}

type Existence = "absent" | "exists" | "unknown";

/** By describing the one stream; `unknown` if the person may not. */
async function existenceOf(session: AwsSession, streamName: string): Promise<Existence> {
	try {
		await kinesisStream({ client: session.kinesis(), singleAttemptClient: session.singleAttemptKinesis() }).describe(streamName);
		return "exists";
	} catch (error) {
		if (!(error instanceof ObservationError)) throw error;
		if (error.code === "observation.access-denied") return "unknown";
		// A name that no stream can have is refused as such.
		if (error.code === "observation.stream-not-found" || sdkFault(error.cause).kind === "rejected") return "absent";
		throw error;
	}
}

/** @param preferred named first; `others` only if none of them is near */
function unknownStream(name: string, existence: Existence, preferred: readonly string[], others: readonly string[]): CliError {
	const near = nearest(name, preferred);
	const meant = near.length > 0 ? near : nearest(name, others);
	const hint =
		meant.length > 0
			? `Did you mean ${meant.map(visibleText).join(", ")}?`
			: `Existing streams: ${[...new Set([...preferred, ...others])].map(visibleText).join(", ") || "none"}.`;
	const quoted = visibleText(JSON.stringify(name));
	const message =
		existence === "unknown" ? `Headroom manages no stream ${quoted}.` : `There is no stream ${quoted} in this account and Region.`;
	return new CliError("not-found", message, { hints: [hint] });
}

function nearest(name: string, names: readonly string[]): string[] {
	if (names.length === 0) return [];
	const first = closest(name, names);
	return [...new Set([first, ...names])]
		.map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
		.filter(({ candidate, away }) => away <= Math.max(name.length, candidate.length) * MEANT_WITHIN_SHARE)
		.sort((a, b) => a.away - b.away)
		.slice(0, SUGGESTIONS_AT_MOST)
		.map(({ candidate }) => candidate);
}

/** A page of those that there are, to suggest from: no name is worth a walk over all of them. */
async function firstStreamNames(session: AwsSession): Promise<readonly string[]> {
	const { StreamNames = [] } = await session.kinesis().send(new ListStreamsCommand({}));
	return StreamNames;
}

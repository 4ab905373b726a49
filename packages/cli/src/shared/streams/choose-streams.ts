import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { type Policy, visibleText } from "@headroom/engine";
import { closest, distance } from "fastest-levenshtein";
import { CliError } from "../errors/cli-error.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { KnownStream, ManagedStreams } from "./managed-streams.ts";

/** A name that differs in a larger share of its length was not meant. */
const MEANT_WITHIN_SHARE = 0.5;
const SUGGESTIONS_AT_MOST = 3;

/** The managed streams of these names; all if none is given. @throws CliError naming the nearest streams */
export async function chooseStreams(
	session: AwsSession,
	managed: ManagedStreams,
	names: readonly string[],
): Promise<readonly KnownStream[]> {
	if (names.length === 0) return managed.streams;
	const chosen: KnownStream[] = [];
	for (const name of new Set(names)) chosen.push(await chooseStream(session, managed, name));
	return chosen;
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
	const existing = await existingStreams(session);
	if (existing.includes(name)) {
		throw new CliError("not-found", `Headroom does not manage stream ${name}.`, { hints: [`Manage it: headroom attach ${name}`] });
	}
	throw unknownStream(
		name,
		streams.map(({ streamName }) => streamName),
		existing,
	);
}

/**
 * The policy of an existing stream; undefined if the stream is not managed.
 * @throws CliError if the stream does not exist in this account and Region
 */
export async function policyOfExisting(session: AwsSession, { streams }: ManagedStreams, name: string): Promise<Policy | undefined> {
	const known = streams.find(({ streamName }) => streamName === name);
	if (known !== undefined) return known.policy;
	const existing = await existingStreams(session);
	if (!existing.includes(name)) throw unknownStream(name, existing, []);
	return undefined;
}

/** @param preferred named first; `others` only if none of them is near */
function unknownStream(name: string, preferred: readonly string[], others: readonly string[]): CliError {
	const near = nearest(name, preferred);
	const meant = near.length > 0 ? near : nearest(name, others);
	const hint =
		meant.length > 0
			? `Did you mean ${meant.map(visibleText).join(", ")}?`
			: `Existing streams: ${[...new Set([...preferred, ...others])].map(visibleText).join(", ") || "none"}.`;
	return new CliError("not-found", `There is no stream ${JSON.stringify(name)} in this account and Region.`, { hints: [hint] });
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

async function existingStreams(session: AwsSession): Promise<readonly string[]> {
	const names: string[] = [];
	for (let from: string | undefined; ; ) {
		const answer = await session
			.kinesis()
			.send(new ListStreamsCommand({ Limit: 100, ...(from === undefined ? {} : { ExclusiveStartStreamName: from }) }));
		names.push(...(answer.StreamNames ?? []));
		from = names.at(-1);
		if (answer.HasMoreStreams !== true) return names;
	}
}

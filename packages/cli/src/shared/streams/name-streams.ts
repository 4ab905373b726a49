import { paginateListStreams } from "@aws-sdk/client-kinesis";
import { visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { ManagedStreams } from "./managed-streams.ts";

/** The streams that a command line names. */
export interface NamedStreams {
	/** In its order, each once. */
	readonly names: readonly string[];
	/** More than one was given, or a pattern: then they are shown and asked about together, whatever their number. */
	readonly areSeveral: boolean;
}

/** The most that ListStreams answers at once. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html read 2026-11-27 */
const LISTED_AT_ONCE = 10_000;

/** As given, with each pattern replaced by the managed streams that it fits. @throws CliError if it fits none */
export function nameManagedStreams(given: readonly string[], { streams, unreadable }: ManagedStreams): NamedStreams {
	const managed = [...streams, ...unreadable].map(({ streamName }) => streamName).sort();
	return named(given, (pattern) => namesLike(pattern, managed, "managed stream"));
}

/** As given, with each pattern replaced by the account's streams that it fits, managed or not. @throws CliError if it fits none */
export async function nameExistingStreams(session: AwsSession, given: readonly string[]): Promise<NamedStreams> {
	const existing = given.some(isPattern) ? await everyStreamName(session) : [];
	return named(given, (pattern) => namesLike(pattern, existing, "stream"));
}

/** For a command that takes one stream. @throws CliError for a pattern */
export function assertOneStream(given: string, why: string): void {
	if (isPattern(given)) throw new CliError("usage", `${visibleText(given)} may be several streams: ${why}.`);
}

export function isPattern(given: string): boolean {
	return given.includes("*");
}

/** Whether a stream's name is one of those, or fits a pattern among them. */
export function isNamed(streamName: string, given: readonly string[]): boolean {
	return given.some((each) => {
		const parts = each.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
		return new RegExp(`^${parts.join(".*")}$`, "u").test(streamName);
	});
}

/**
 * The names that a pattern fits.
 *
 * @param pattern `orders-*`; no name of a stream has a `*`
 * @throws CliError with the names that there are, if it fits none
 */
export function namesLike(pattern: string, names: readonly string[], what: "managed stream" | "stream"): readonly string[] {
	const found = names.filter((each) => isNamed(each, [pattern]));
	if (found.length > 0) return found;
	throw new CliError("not-found", `No ${what} has a name like ${visibleText(pattern)}.`, {
		hints: [`${what === "stream" ? "Streams" : "Managed streams"}: ${names.map(visibleText).join(", ") || "none"}.`],
	});
}

function named(given: readonly string[], namesOf: (pattern: string) => readonly string[]): NamedStreams {
	const names = [...new Set(given.flatMap((each) => (isPattern(each) ? namesOf(each) : [each])))];
	return { names, areSeveral: names.length > 1 || given.some(isPattern) };
}

async function everyStreamName(session: AwsSession): Promise<readonly string[]> {
	const names: string[] = [];
	for await (const { StreamNames = [] } of paginateListStreams({ client: session.kinesis() }, { Limit: LISTED_AT_ONCE })) {
		names.push(...StreamNames);
	}
	return names.sort();
}

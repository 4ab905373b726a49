import { integer, list, optional, required, string, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { invalidArgument } from "./errors.ts";
import { LIST_TAGS_MAX_RESULTS, TAGS_PER_STREAM_MAX } from "./limits.ts";
import { namedStream, parseInput, stringMap } from "./request.ts";
import type { Stream } from "./stream.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Tag.html (read 2026-11-23) */
const TAG_KEY_MAX_CHARACTERS = 128;
const TAG_VALUE_MAX_CHARACTERS = 256;

const tagKey = string({ minLength: 1, maxLength: TAG_KEY_MAX_CHARACTERS });

/** So many tags of a request, by the API model. */
export function tagMap(minLength: number, maxLength: number) {
	return stringMap(
		{ minLength, maxLength },
		{ minLength: 1, maxLength: TAG_KEY_MAX_CHARACTERS },
		{ minLength: 0, maxLength: TAG_VALUE_MAX_CHARACTERS },
	);
}

const addTagsInput = structure({ ...namedStream, Tags: required(tagMap(1, 200)) });
const removeTagsInput = structure({ ...namedStream, TagKeys: required(list(tagKey, { minLength: 1, maxLength: 50 })) });
const listTagsInput = structure({
	...namedStream,
	ExclusiveStartTagKey: optional(tagKey),
	Limit: optional(integer(1, LIST_TAGS_MAX_RESULTS)),
});

/**
 * "Unicode letters, digits, white space, _ . / = + - % @", by the page of API_Tag. Tabs and line breaks are refused all the same, as was
 * recorded in AWS. The colon is not on the list; SST's own tags have one, and AWS takes them.
 */
const TAG_CHARACTERS = /^[\p{L}\p{M}\p{N} _./=+\-%@:]*$/u;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export function addTagsToStream(account: KinesisAccount, input: unknown): object {
	const request = parseInput(addTagsInput, input);
	applyTags(account, account.requireStream(request), request.Tags);
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RemoveTagsFromStream.html: an unknown key is ignored. */
export function removeTagsFromStream(account: KinesisAccount, input: unknown): object {
	const request = parseInput(removeTagsInput, input);
	const stream = account.requireStream(request);
	checkCharacters(request.TagKeys);
	for (const key of request.TagKeys) stream.tags.delete(key);
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForStream.html */
export function listTagsForStream(account: KinesisAccount, input: unknown): object {
	const request = parseInput(listTagsInput, input);
	const stream = account.requireStream(request);
	const start = request.ExclusiveStartTagKey;
	const limit = request.Limit ?? LIST_TAGS_MAX_RESULTS;
	const remaining = [...stream.tags.keys()].sort().filter((key) => start === undefined || key > start);
	return {
		Tags: remaining.slice(0, limit).map((key) => ({ Key: key, Value: stream.tags.get(key) ?? "" })),
		HasMoreTags: remaining.length > limit,
	};
}

/**
 * @throws ServiceError InvalidArgumentException; then no tag was changed
 */
export function applyTags(account: KinesisAccount, stream: Stream, tags: ReadonlyMap<string, string>): void {
	checkTags(tags);
	const keysAfter = new Set([...stream.tags.keys(), ...tags.keys()]);
	if (keysAfter.size > TAGS_PER_STREAM_MAX) {
		throw invalidArgument(
			`Failed to add tags to stream ${stream.streamName} under account ${account.accountId} because a given stream cannot have more ` +
				`than ${TAGS_PER_STREAM_MAX} tags associated with it.`,
		);
	}
	for (const [key, value] of tags) stream.tags.set(key, value);
}

/** @throws ServiceError InvalidArgumentException */
export function checkTags(tags: ReadonlyMap<string, string>): void {
	checkCharacters([...tags].flat());
}

function checkCharacters(texts: readonly string[]): void {
	if (texts.every((text) => TAG_CHARACTERS.test(text))) return;
	throw invalidArgument("Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.");
}

import { list, string } from "../../request-reader.ts";
import type { Alarm } from "../alarm.ts";
import type { AlarmBook } from "../alarm-book.ts";
import { cloudWatchError } from "../errors.ts";
import { MAX_TAGS } from "../limits.ts";
import { nonEmpty, Structure } from "../structure.ts";
import type { Operation } from "./context.ts";

const MAX_TAG_KEY_LENGTH = 128;
const MAX_TAG_VALUE_LENGTH = 256;
const resourceArn = nonEmpty(1_024);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html read 2026-11-23 */
export const tagResource: Operation = (request, { alarms }) => {
	const alarm = taggedAlarm(request, alarms);
	request.required("Tags", list(Structure.shape));
	const merged = new Map([...alarm.tags, ...readTags(request)]);
	if (merged.size > MAX_TAGS) {
		throw cloudWatchError("InvalidParameterValueException", `A resource has at most ${MAX_TAGS} tags, these would make ${merged.size}.`);
	}
	for (const [key, value] of merged) alarm.tags.set(key, value);
	return {};
};

export const untagResource: Operation = (request, { alarms }) => {
	const alarm = taggedAlarm(request, alarms);
	for (const key of request.required("TagKeys", list(string()))) alarm.tags.delete(key);
	return {};
};

/** A resource that does not exist has no tags, as recorded in AWS of a deleted alarm in February 2026. */
export const listTagsForResource: Operation = (request, { alarms }) => {
	const alarm = alarms.getByArn(request.required("ResourceARN", resourceArn));
	return { Tags: [...(alarm?.tags ?? [])].map(([Key, Value]) => ({ Key, Value })) };
};

/** Reads a `Tags` list; an absent one is empty. */
export function readTags(input: Structure): ReadonlyMap<string, string> {
	return new Map(
		(input.optional("Tags", list(Structure.shape, { maxLength: MAX_TAGS })) ?? []).map((tag) => [
			tag.required("Key", nonEmpty(MAX_TAG_KEY_LENGTH)),
			tag.required("Value", string({ maxLength: MAX_TAG_VALUE_LENGTH })),
		]),
	);
}

function taggedAlarm(request: Structure, alarms: AlarmBook): Alarm {
	const arn = request.required("ResourceARN", resourceArn);
	const alarm = alarms.getByArn(arn);
	if (alarm === undefined) throw cloudWatchError("ResourceNotFoundException", `The resource ${arn} does not exist.`);
	return alarm;
}

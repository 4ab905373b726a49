import { STREAM_NAME_PATTERN } from "./environment.ts";

/** A stream's name, or its ARN, as a person writes it. */
export type StreamReference =
	| { readonly kind: "arn"; readonly streamName: string; readonly partition: string; readonly region: string; readonly accountId: string }
	| { readonly kind: "malformed-arn" }
	| { readonly kind: "name"; readonly streamName: string };

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html read 2026-11-27 */
export function streamReference(written: string): StreamReference {
	if (!written.startsWith("arn:")) return { kind: "name", streamName: written };
	const [, partition = "", service, region = "", accountId = "", ...resource] = written.split(":");
	const [kind, streamName = "", ...rest] = resource.join(":").split("/");
	const isStream = service === "kinesis" && kind === "stream" && rest.length === 0 && STREAM_NAME_PATTERN.test(streamName);
	return isStream ? { kind: "arn", partition, region, accountId, streamName } : { kind: "malformed-arn" };
}

/** Where an ARN lies otherwise than where something works; a clause for each, such as `is in eu-west-1, this deployment is in us-east-1`. */
export function placeDifferences(
	arn: Extract<StreamReference, { kind: "arn" }>,
	here: { readonly partition?: string; readonly region: string; readonly accountId?: string },
	hereWords: string,
): string[] {
	const { accountId = arn.accountId, partition = arn.partition, region } = here;
	return [
		...(arn.partition === partition ? [] : [`is in partition ${arn.partition}, ${hereWords} is in ${partition}`]),
		...(arn.region === region ? [] : [`is in ${arn.region}, ${hereWords} is in ${region}`]),
		...(arn.accountId === accountId ? [] : [`is in account ${arn.accountId}, ${hereWords} is in ${accountId}`]),
	];
}

import { characters, demand, type Inputs, matching, oneOf, type ProviderRule, rulesOf, uniqueAmong, wholeNumber } from "../rule.ts";
import { aws, type PinnedEnums, provider, sdkPackage } from "./sources.ts";

const STREAM = provider("kinesis/stream.go");
const TABLE = provider("dynamodb/table.go");

export function dataRules({ sdk }: PinnedEnums): ProviderRule[] {
	return [
		...rulesOf("aws:kinesis/stream:Stream", [
			["name", aws("kinesis/latest/APIReference/API_CreateStream.html"), matching(/^[a-zA-Z0-9_.-]{1,128}$/, "a/b")],
			["name", aws("kinesis/latest/APIReference/API_CreateStream.html"), uniqueAmong("name")],
			["retentionPeriod", STREAM, wholeNumber(24, 8760)],
			["shardCount", aws("streams/latest/dev/service-sizes-and-limits.html"), wholeNumber(1, 20_000)],
			["encryptionType", sdkPackage("kinesis"), oneOf(sdk("kinesis", "EncryptionType"))],
			["streamModeDetails.streamMode", sdkPackage("kinesis"), oneOf(sdk("kinesis", "StreamMode"))],
			[
				"shardCount",
				STREAM,
				demand("must be of a provisioned stream", (_, { inputs }) => modeOf(inputs) === "PROVISIONED", {
					write: (inputs) => {
						inputs["streamModeDetails"] = { streamMode: "ON_DEMAND" };
					},
				}),
			],
			[
				"streamModeDetails.streamMode",
				STREAM,
				demand(
					"must have shards with it where it is PROVISIONED",
					(mode, { inputs }) => mode !== "PROVISIONED" || Number(inputs["shardCount"]) >= 1,
					{
						write: (inputs) => delete inputs["shardCount"],
					},
				),
			],
			[
				"encryptionType",
				STREAM,
				demand("must have a key with it where it is KMS", (type, { inputs }) => type !== "KMS" || inputs["kmsKeyId"] !== undefined, {
					write: (inputs) => delete inputs["kmsKeyId"],
				}),
			],
			["kmsKeyId", aws("kinesis/latest/APIReference/API_StartStreamEncryption.html"), characters(1, 2048)],
		]),
		...rulesOf("aws:dynamodb/table:Table", [
			["name", aws("amazondynamodb/latest/APIReference/API_CreateTable.html"), matching(/^[a-zA-Z0-9_.-]{3,255}$/, "a/b")],
			["name", aws("amazondynamodb/latest/APIReference/API_CreateTable.html"), uniqueAmong("name")],
			["billingMode", sdkPackage("dynamodb"), oneOf(sdk("dynamodb", "BillingMode"))],
			["attributes[].name", aws("amazondynamodb/latest/APIReference/API_AttributeDefinition.html"), characters(1, 255)],
			["attributes[].type", sdkPackage("dynamodb"), oneOf(sdk("dynamodb", "ScalarAttributeType"))],
			[
				"attributes",
				TABLE,
				demand(
					"must be those of keys and indexes, no more and no less",
					(attributes, { inputs }) => {
						const names = (attributes as readonly { readonly name: string }[]).map(({ name }) => name).sort();
						return (
							JSON.stringify(names) === JSON.stringify([inputs["hashKey"], inputs["rangeKey"]].filter((key) => key !== undefined).sort())
						);
					},
					{ value: [{ name: "other", type: "S" }] },
				),
			],
			[
				"ttl",
				TABLE,
				demand(
					"must name an attribute where it is on",
					(ttl) => (ttl as Inputs)["enabled"] !== true || String((ttl as Inputs)["attributeName"] ?? "") !== "",
					{ value: { enabled: true } },
				),
			],
		]),
		...rulesOf("aws:s3/bucketObjectv2:BucketObjectv2", [
			["key", aws("AmazonS3/latest/userguide/object-keys.html"), characters(1, 1024)],
			["bucket", aws("AmazonS3/latest/userguide/bucketnamingrules.html"), matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "A bucket")],
		]),
		...rulesOf("random:index/randomBytes:RandomBytes", [
			[
				"length",
				"https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/bytes read 2026-11-27",
				wholeNumber(1, Number.MAX_SAFE_INTEGER),
			],
		]),
	];
}

function modeOf(inputs: Inputs): unknown {
	return (inputs["streamModeDetails"] as Inputs | undefined)?.["streamMode"];
}

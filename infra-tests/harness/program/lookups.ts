import type { Account } from "../evaluation-request.ts";
import { arn, dnsSuffix, globalArn } from "./place.ts";
import { policyDocumentJson } from "./policy-document.ts";

type Inputs = Record<string, unknown>;

/** Lambda's quota of concurrent executions. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-25 */
const CONCURRENT_EXECUTIONS = "L-B99A9384";

/**
 * What AWS answers to a lookup.
 * @throws Error for one that is not described here
 */
export function answerLookup(token: string, inputs: Inputs, account: Account): Inputs {
	const place = account;
	switch (token) {
		case "aws:index/getRegion:getRegion":
			return {
				id: place.region,
				region: place.region,
				name: place.region,
				description: place.region,
				endpoint: `ec2.${place.region}.amazonaws.com`,
			};
		case "aws:index/getPartition:getPartition":
			return { id: place.partition, partition: place.partition, dnsSuffix: dnsSuffix(place), reverseDnsPrefix: "com.amazonaws" };
		case "aws:index/getCallerIdentity:getCallerIdentity":
			return { id: place.accountId, accountId: place.accountId, arn: globalArn(place, "iam", "user/deployer"), userId: "AIDAEXAMPLE" };
		case "aws:iam/getPolicyDocument:getPolicyDocument": {
			const json = policyDocumentJson(inputs);
			return { ...inputs, id: "policy", json, minifiedJson: json };
		}
		case "aws:kinesis/getStream:getStream":
			return describeStream(String(inputs["name"]), account);
		case "aws:servicequotas/getServiceQuota:getServiceQuota":
			return serviceQuota(inputs, account);
		default:
			throw lookupError(`mock provider: no answer to the lookup ${token}; add what AWS answers to it in lookups.ts`);
	}
}

function describeStream(name: string, place: Account): Inputs {
	const stream = place.streams.find((candidate) => candidate.name === name);
	if (stream === undefined) {
		// Word for word as the provider says it. @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/retry/error.go read 2026-11-25
		throw lookupError(
			`invocation of aws:kinesis/getStream:getStream returned an error: reading Kinesis Stream (${name}): couldn't find resource`,
		);
	}
	return {
		id: arn(place, "kinesis", `stream/${name}`),
		arn: arn(place, "kinesis", `stream/${name}`),
		name,
		region: place.region,
		status: "ACTIVE",
		streamModeDetails: [{ streamMode: stream.mode }],
		retentionPeriod: stream.retentionHours ?? 24,
		encryptionType: "KMS",
		kmsKeyId: "alias/aws/kinesis",
		creationTimestamp: 0,
		openShards: ["shardId-000000000000"],
		closedShards: [],
		shardLevelMetrics: [],
		tags: {},
		maxRecordSizeInKib: 1024,
	};
}

function serviceQuota(inputs: Inputs, account: Account): Inputs {
	const { serviceCode, quotaCode } = inputs;
	if (serviceCode !== "lambda" || quotaCode !== CONCURRENT_EXECUTIONS) {
		throw lookupError(`mock provider: no answer for the quota ${serviceCode} ${quotaCode}; add it in lookups.ts`);
	}
	return { id: `${serviceCode}/${quotaCode}`, serviceCode, quotaCode, value: account.concurrentExecutions, adjustable: true };
}

/** Pulumi takes the reason of a failed lookup from gRPC's `details`. */
function lookupError(details: string): Error {
	return Object.assign(new Error(details), { details });
}

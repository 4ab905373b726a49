import { percent, shortLivedShardsNeeded, whole } from "@headroom/engine";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

const NEAR_RATIO = 0.8;
const FIX = [
	"aws service-quotas list-service-quotas --service-code kinesis --query \"Quotas[?contains(QuotaName,'hards')]\"",
	"aws service-quotas request-service-quota-increase --service-code kinesis --quota-code <QuotaCode from the line before> --desired-value <shards>",
];

export async function checkQuota({ ports, streams }: CheckContext): Promise<readonly Finding[]> {
	const account = await ports.stream.describeAccount();
	if (account.kind === "no-data") {
		const says = `The account's shards are unknown: ${account.reason}.`;
		return [{ severity: "unchecked", code: "quota.unknown", where: "account", says, fix: [] }];
	}
	const { openShardCount, shardLimit } = account;
	const findings: Finding[] = [];
	if (openShardCount >= shardLimit * NEAR_RATIO) {
		const says = `${whole(openShardCount)} of the account's ${whole(shardLimit)} shards are open (${percent(openShardCount / shardLimit)}).`;
		findings.push({ severity: "warning", code: "quota.near", where: "account", says, fix: FIX });
	}
	const free = shardLimit - openShardCount;
	for (const { policy, streamName } of streams) {
		const described = await ports.stream.describe(streamName).catch(() => undefined);
		if (described === undefined) continue;
		const needed = shortLivedShardsNeeded(described.openShardCount, described.openShardCount * 2);
		if (needed <= free || described.openShardCount >= policy.maxShardCount) continue;
		const says = `${streamName} cannot double: that opens up to ${whole(needed)} more shards, and the account has ${whole(free)} free.`;
		findings.push({ severity: "warning", code: "quota.no-room", where: streamName, says, fix: FIX });
	}
	return findings;
}

import type { WrittenPolicy } from "@headroom/config";
import { visibleText } from "@headroom/engine";
import { formatAlarmDifferences } from "../format/alarm-differences.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { AttachmentPreview, Replay } from "./attachment-preview.ts";
import type { AttachmentPlan } from "./plan-attachment.ts";

/** What attaching, or another policy, changes: `+` is created, `~` is changed, `-` is removed. */
export function attachmentView({ colors }: Terminal, { diff, isPermitted, wanted }: AttachmentPlan, functionName: string): string {
	const { drifted, extra, missing } = diff.alarms;
	const before = writtenBefore({ diff, wanted });
	const policyLines = diff.isPolicyChanged
		? [
				before === undefined ? colors.green(`+ policy ${JSON.stringify(wanted.written)}`) : colors.yellow("~ policy"),
				...(before === undefined ? [] : changedKeys(before, wanted.written as WrittenPolicy).map((line) => `    ${line}`)),
			]
		: [];
	return [
		...policyLines,
		...(isPermitted ? [] : [colors.green(`+ permission of the alarms to invoke ${functionName}`)]),
		...missing.map(({ AlarmName }) => colors.green(`+ alarm ${AlarmName}`)),
		...drifted.map(({ differences, wanted: { AlarmName } }) =>
			colors.yellow(`~ alarm ${AlarmName}: ${formatAlarmDifferences(differences)}`),
		),
		...extra.map(({ AlarmName }) => colors.red(`- alarm ${visibleText(AlarmName)}`)),
	].join("\n");
}

/** The plan in JSON: what is created, changed and removed. */
export function attachmentJson({ diff, isPermitted, wanted }: AttachmentPlan): object {
	const { drifted, extra, missing } = diff.alarms;
	return {
		policy: diff.isPolicyChanged ? { before: writtenBefore({ diff, wanted }) ?? null, after: wanted.written } : null,
		grantsAlarmPermission: !isPermitted,
		alarms: {
			created: missing.map(({ AlarmName }) => AlarmName),
			changed: drifted.map(({ differences, wanted: { AlarmName } }) => ({ alarmName: AlarmName, differences })),
			removed: extra.map(({ AlarmName }) => AlarmName),
		},
	};
}

/** What would have happened, what it costs, and what must be done before. */
export function previewView({ colors }: Terminal, streamName: string, { headroomCost, policy, replay }: AttachmentPreview): string {
	const { alarmsUsd, customMetricsUsd, metricsReadUsd, pricesReadOn, usdPerMonth } = headroomCost;
	return [
		"",
		`Policy: ${policy}`,
		replayLine(replay),
		`Headroom itself costs about $${usdPerMonth.toFixed(2)} a month for ${streamName}: alarms $${alarmsUsd.toFixed(2)}, reading metrics $${metricsReadUsd.toFixed(2)}, ` +
			`its own metrics $${customMetricsUsd.toFixed(2)} (us-east-1, read ${pricesReadOn}).`,
		colors.yellow(
			`If Terraform, CloudFormation, CDK, Pulumi or SST sets the shard count of ${streamName}, take it out there first: the next deployment would undo every ` +
				"reshard. docs/existing-streams.md has the lines for each.",
		),
	].join("\n");
}

function replayLine(replay: Replay): string {
	if (replay.kind === "not-replayed") return `Headroom could not replay its last two weeks: ${replay.reason} Attaching does not need it.`;
	const { days, leastShardCount, mostReshardsInADay, mostShardCount, pricesReadOn, throttledShare, usdPerMonth } = replay;
	const shards = leastShardCount === mostShardCount ? `${mostShardCount}` : `${leastShardCount} to ${mostShardCount}`;
	const cost =
		usdPerMonth === undefined ? "" : `, $${usdPerMonth.toFixed(2)} a month for shards and writes (us-east-1, read ${pricesReadOn})`;
	return (
		`The last ${daysInWords(days)} under it: ${shards} shards, ${(throttledShare * 100).toFixed(3)} % of the records throttled, at most ${mostReshardsInADay} reshards ` +
		`a day${cost}. headroom simulate has the details.`
	);
}

function daysInWords(days: number): string {
	return days >= 2 ? `${Math.round(days)} days` : `${Math.max(1, Math.round(days * 24))} h`;
}

function writtenBefore({ diff, wanted }: Pick<AttachmentPlan, "diff" | "wanted">): WrittenPolicy | undefined {
	return (diff.policy.kind === "stored" ? diff.policy.written : wanted.before) as WrittenPolicy | undefined;
}

/** `maxShardCount: 8 → 16`, a line for each key that differs. */
function changedKeys(before: WrittenPolicy, after: WrittenPolicy): string[] {
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof WrittenPolicy)[];
	return keys
		.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
		.map((key) => `${visibleText(key)}: ${shown(before[key])} → ${shown(after[key])}`);
}

function shown(value: unknown): string {
	return value === undefined ? "default" : JSON.stringify(value);
}

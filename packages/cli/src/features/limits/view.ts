import { type AccountObservation, percent, RESHARDS_PER_ROLLING_DAY, whole } from "@headroom/engine";
import { faultLines } from "../../shared/format/fault-lines.ts";
import { table } from "../../shared/format/table.ts";
import { iso, until } from "../../shared/format/time.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { Limits } from "./query.ts";

const COLUMNS = [
	{ title: "stream" },
	{ title: "shards", align: "right" },
	{ title: "min", align: "right" },
	{ title: "max", align: "right" },
	{ title: "reshards left", align: "right" },
	{ title: "next free" },
] as const;

export function limitsView(terminal: Terminal, { account, faults, streams }: Limits, nowMs: number): string {
	const rows = streams.map(({ budget, described, stream }) => [
		stream.streamName,
		whole(described.openShardCount),
		whole(stream.policy.minShardCount),
		whole(stream.policy.maxShardCount),
		`${budget.left} of ${RESHARDS_PER_ROLLING_DAY}${budget.guessed === undefined ? "" : ` (${budget.guessed} of ${budget.used} used guessed)`}`,
		budget.nextFreeAtMs === undefined ? "" : until(budget.nextFreeAtMs, nowMs),
	]);
	return [formatAccount(account), ...(rows.length === 0 ? [] : ["", table(terminal, COLUMNS, rows)]), ...faultLines(terminal, faults)].join(
		"\n",
	);
}

function formatAccount(account: AccountObservation): string {
	if (account.kind === "no-data") return `Account: its shards are unknown (${account.reason}).`;
	const { openShardCount, shardLimit } = account;
	const free = Math.max(0, shardLimit - openShardCount);
	return `Account: ${whole(openShardCount)} of ${whole(shardLimit)} shards are open (${percent(openShardCount / shardLimit)}), ${whole(free)} are free.`;
}

/** The body of `limits --json`. */
export function limitsJson({ account, faults, streams }: Limits): object {
	return {
		account:
			account.kind === "no-data"
				? { shardLimit: null, openShardCount: null, reason: account.reason }
				: { shardLimit: account.shardLimit, openShardCount: account.openShardCount },
		streams: streams.map(({ budget, described, stream }) => ({
			streamName: stream.streamName,
			openShardCount: described.openShardCount,
			minShardCount: stream.policy.minShardCount,
			maxShardCount: stream.policy.maxShardCount,
			reshards: {
				used: budget.used,
				known: budget.used - (budget.guessed ?? 0),
				guessed: budget.guessed ?? 0,
				left: budget.left,
				nextFreeAt: budget.nextFreeAtMs === undefined ? null : iso(budget.nextFreeAtMs),
			},
		})),
		faults,
	};
}

import type { InvariantDefinition } from "../invariant.ts";
import type { JournalEntry } from "../journal.ts";
import { HOUR_MS, MINUTE_MS } from "../times.ts";
import { timeOf } from "./ledger.ts";

type Told = Extract<JournalEntry, { kind: "told" }>;

/** SNS may be out for an hour; then comes the next evaluation. */
const TOLD_WITHIN_MS = 3 * HOUR_MS;

export const ACTS_TOLD: InvariantDefinition = {
	name: "acts-told",
	holds: "People get a message about every accepted call of Headroom, within three hours however bad the hours are.",
	over: ({ time }, violated) => {
		const waiting: Extract<JournalEntry, { kind: "reshard-called" }>[] = [];
		return {
			happened: (entry) => {
				if (entry.kind === "reshard-called" && entry.by !== "others" && entry.refusal === undefined) waiting.push(entry);
				if (entry.kind === "recreated") remove(waiting, ({ streamName }) => streamName === entry.streamName);
				if (entry.kind === "told")
					remove(waiting, ({ fromShardCount, streamName, toShardCount }) => {
						return streamName === entry.streamName && entry.body.includes(`${fromShardCount} → ${toShardCount}`);
					});
			},
			minute: () => {
				remove(waiting, ({ atMs, fromShardCount, streamName, toShardCount }) => {
					if (time.nowMs() - atMs < TOLD_WITHIN_MS) return false;
					violated(streamName, `Nobody was told of ${fromShardCount} → ${toShardCount} of ${timeOf(atMs)}.`);
					return true;
				});
			},
		};
	},
};

export const REFUSALS_TOLD: InvariantDefinition = {
	name: "refusals-told",
	holds: "People get a message about every refusal of the service that stands, within three hours, or had one within the hour before.",
	over: ({ time }, violated) => {
		const toldAtMs = new Map<string, number>();
		const waiting: Extract<JournalEntry, { kind: "reshard-called" }>[] = [];
		return {
			happened: (entry) => {
				const { atMs, streamName } = entry;
				if (entry.kind === "told" && (entry.about === "refused" || entry.about === "blocked" || entry.about === "failed")) {
					toldAtMs.set(streamName, atMs);
					remove(waiting, (each) => each.streamName === streamName);
				}
				const isRefused = entry.kind === "reshard-called" && entry.by === "headroom" && entry.refusal !== undefined;
				const stands = isRefused && !/in use|ResourceInUse|rate exceeded/i.test(entry.refusal ?? "");
				if (stands && (toldAtMs.get(streamName) ?? 0) < atMs - HOUR_MS - MINUTE_MS) waiting.push(entry);
			},
			minute: () => {
				remove(waiting, ({ atMs, fromShardCount, refusal, streamName, toShardCount }) => {
					if (time.nowMs() - atMs < TOLD_WITHIN_MS) return false;
					violated(
						streamName,
						`Nobody was told that the service refused ${fromShardCount} → ${toShardCount} of ${timeOf(atMs)}: ${refusal}`,
					);
					return true;
				});
			},
		};
	},
};

/** The same words within an hour: once, once more for a process that died in between, and twice where the SDK sends twice. */
const MOST_OF_THE_SAME = 8;
const WITHIN_MS = 50 * MINUTE_MS;

export const NO_FLOOD: InvariantDefinition = {
	name: "no-flood",
	holds:
		"People get the same words about a stream at most eight times within fifty minutes, and once more for each process that began meanwhile: one that cannot reach the table knows of no other.",
	over: ({ processStartsMs }, violated) => {
		const told = new Map<string, Told[]>();
		const flooded = new Set<string>();
		return {
			happened: (entry) => {
				if (entry.kind !== "told") return;
				const key = `${entry.streamName}#${entry.subject}`;
				if (flooded.has(key)) return;
				const lately = (told.get(key) ?? []).filter(({ atMs }) => atMs > entry.atMs - WITHIN_MS);
				lately.push(entry);
				told.set(key, lately);
				const begun = processStartsMs.length - 1 - processStartsMs.findLastIndex((startMs) => startMs <= entry.atMs - WITHIN_MS);
				if (lately.length <= MOST_OF_THE_SAME + begun) return;
				flooded.add(key);
				violated(entry.streamName, `"${entry.subject}" was sent ${lately.length} times within fifty minutes.`);
			},
		};
	},
};

function remove<Item>(items: Item[], isDone: (item: Item) => boolean): void {
	const left = items.filter((item) => !isDone(item));
	items.splice(0, items.length, ...left);
}

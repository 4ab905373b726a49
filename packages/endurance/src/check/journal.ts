import type { Notification, ReshardIntent } from "@headroom/controller";
import type { Override, ReshardRecord } from "@headroom/engine";

/** Who called Kinesis: the autoscaler, a person through Headroom, or somebody else. */
export type Caller = "headroom" | "others" | "person";

/** What really happened, as the services themselves know it, whoever got an answer. */
export type Happening =
	| {
			readonly kind: "reshard-called";
			readonly by: Caller;
			readonly operation: "MergeShards" | "SplitShard" | "UpdateShardCount";
			readonly fromShardCount: number;
			readonly toShardCount: number;
			/** The service's refusal; absent if it accepted. */
			readonly refusal?: string;
	  }
	| { readonly kind: "shard-count"; readonly openShardCount: number }
	| { readonly kind: "recreated" }
	| {
			readonly kind: "intent-written";
			readonly intent: ReshardIntent;
			readonly standing: Override;
			readonly leaseUntilMs: number | undefined;
	  }
	| { readonly kind: "intent-gone"; readonly intent: ReshardIntent }
	| { readonly kind: "ledger-written"; readonly reshard: ReshardRecord }
	| { readonly kind: "override-written"; readonly override: Override }
	| { readonly kind: "lease-written"; readonly untilMs: number }
	| { readonly kind: "told"; readonly about: Notification["kind"]; readonly subject: string; readonly body: string }
	/** An evaluation of the stream that no fault touched came to its end. */
	| { readonly kind: "evaluated-undisturbed" };

export type JournalEntry = Happening & { readonly atMs: number; readonly streamName: string };

/** Where everything that happens is written, and whoever checks it reads along. */
export class Journal {
	/** A digest of everything that happened: two runs of one seed have the same. */
	digest = 0x811c9dc5;
	readonly counts = new Map<string, number>();
	readonly #nowMs: () => number;
	readonly #readers: ((entry: JournalEntry) => void)[] = [];

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}

	read(reader: (entry: JournalEntry) => void): void {
		this.#readers.push(reader);
	}

	/** Counts what happens too often to be written. */
	count(kind: string): void {
		this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
	}

	write(streamName: string, happening: Happening): void {
		const entry = { ...happening, atMs: this.#nowMs(), streamName };
		this.counts.set(entry.kind, (this.counts.get(entry.kind) ?? 0) + 1);
		this.#add(`${entry.atMs}#${streamName}#${entry.kind}#${detailOf(happening)}`);
		for (const reader of this.#readers) reader(entry);
	}

	#add(line: string): void {
		for (let index = 0; index < line.length; index += 1) this.digest = Math.imul(this.digest ^ line.charCodeAt(index), 0x01000193) >>> 0;
	}
}

function detailOf(happening: Happening): string {
	switch (happening.kind) {
		case "reshard-called":
			return `${happening.by}#${happening.fromShardCount}#${happening.toShardCount}#${happening.refusal ?? ""}`;
		case "shard-count":
			return String(happening.openShardCount);
		case "told":
			return happening.subject;
		case "ledger-written":
			return `${happening.reshard.atMs}#${happening.reshard.startedBy}`;
		default:
			return "";
	}
}

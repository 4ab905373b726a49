import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Decision, decide, explain, monthlyShardCost, planReshard, shortLivedShardsNeeded } from "../src/index.ts";
import { fastThrottles, history, observation, policy, reshards, steadyMinutes, throttledShards } from "./build.ts";
import { type MarkdownRow, markdownTables } from "./markdown-tables.ts";

const document = readFileSync(new URL("../../../docs/algorithm.md", import.meta.url), "utf8");
const tables = markdownTables(document);

const tablesWith = (column: string): readonly MarkdownRow[] => tables.filter(([first]) => first !== undefined && column in first).flat();
const number = (cell: string): number => {
	const value = Number(cell.replaceAll(",", ""));
	if (cell === "" || !Number.isFinite(value)) throw new Error(`docs/algorithm.md: "${cell}" is no number`);
	return value;
};

/** How a column of an example changes the calm default world. A column that is not here fails its table. */
const COLUMNS = [
	"example",
	"open shards",
	"records/s",
	"bytes/record",
	"throttled/s in metrics",
	"throttled/s by producers",
	"throttles by shard",
	"reshards used",
	"account room",
	"recommended",
	"answer",
];

function decideExample(row: MarkdownRow): Decision {
	const unknown = Object.keys(row).filter((column) => !COLUMNS.includes(column));
	if (unknown.length > 0) throw new Error(`docs/algorithm.md: no example can be made from the column ${unknown.join(", ")}`);
	const cell = (column: string): string | undefined => (row[column] === "–" ? undefined : row[column]);
	const amount = (column: string, otherwise: number): number => {
		const written = cell(column);
		return written === undefined ? otherwise : number(written);
	};
	const openShardCount = amount("open shards", 4);
	const recordsPerSecond = cell("records/s");
	const byShard = cell("throttles by shard");
	const throttledFast = amount("throttled/s by producers", 0);
	return decide(
		observation({
			openShardCount,
			minutes:
				recordsPerSecond === undefined
					? []
					: steadyMinutes({
							recordsPerSecond: number(recordsPerSecond),
							bytesPerRecord: amount("bytes/record", 300),
							throttledPerSecond: amount("throttled/s in metrics", 0),
						}),
			account: { kind: "known", shardLimit: 500 + amount("account room", 10_000), openShardCount: 500 },
			...(throttledFast === 0 ? {} : { fastWindow: fastThrottles(throttledFast) }),
			...(byShard === undefined ? {} : { shardThrottles: throttledShards(shardCounts(byShard)) }),
		}),
		policy(),
		history({ reshards: reshards(amount("reshards used", 0)) }),
	);
}

/** `0: 210, 3: 840` */
function shardCounts(cell: string): Record<number, number> {
	return Object.fromEntries(cell.split(", ").map((part) => part.split(": ").map(number)));
}

function answer(decision: Decision): string {
	switch (decision.kind) {
		case "hold":
			return "hold";
		case "scale-in":
		case "scale-out":
			return `${decision.kind} to ${decision.targetShardCount}`;
		case "blocked":
			return `blocked ${decision.blockedBy}`;
		case "diagnose":
			return `diagnose ${decision.finding}`;
		default:
			return decision satisfies never;
	}
}

const examples = tablesWith("example").map((row) => ({ title: row["example"] ?? "", row }));

describe("docs/algorithm.md", () => {
	it("has examples, each with a title of its own", () => {
		expect(examples.length).toBeGreaterThanOrEqual(20);
		expect(new Set(examples.map(({ title }) => title)).size).toBe(examples.length);
	});

	it.each(examples)("$title", ({ row }) => {
		const decision = decideExample(row);
		expect(answer(decision)).toBe(row["answer"]);
		const recommended = "recommendedShardCount" in decision ? String(decision.recommendedShardCount) : "–";
		expect(recommended).toBe(row["recommended"]);
	});

	it.each(tablesWith("plan"))("plans $plan", ({ from = "", to = "", plan = "" }) => {
		const steps = planReshard(number(from), number(to));
		expect([from, ...steps.map(({ toShardCount }) => toShardCount)].join(" → ")).toBe(plan);
	});

	it.each(tablesWith("room needed"))("knows the room that $from → $to needs", (row) => {
		expect(shortLivedShardsNeeded(number(row["from"] ?? ""), number(row["to"] ?? ""))).toBe(number(row["room needed"] ?? ""));
	});

	it.each(tablesWith("USD a month"))("knows what $shards shards cost", (row) => {
		const cost = monthlyShardCost(number(row["shards"] ?? ""));
		expect(cost).toEqual({ kind: "known", usdPerMonth: expect.closeTo(number(row["USD a month"] ?? ""), 2) });
	});

	it("quotes explanations as they are", () => {
		const quoted = [...document.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, text]) => text);
		const explained = examples.map(({ row }) => explain(decideExample(row)));
		expect(quoted.length).toBe(3);
		for (const text of quoted) expect(explained).toContain(text);
	});
});

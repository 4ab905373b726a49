import { RESHARD_WINDOW_MS } from "@headroom/engine";
import { renderMarkdownTable } from "../report/table.ts";
import { hours, percentOf } from "../report/wording.ts";
import type { BenchmarkLoad } from "./benchmark-loads.ts";
import type { BenchmarkAnswer } from "./benchmark-worker.ts";
import { KNOWN_GAPS } from "./known-gaps.ts";
import { type PromiseKept, promisesOn } from "./promises.ts";

const RESHARD_WINDOW_HOURS = RESHARD_WINDOW_MS / 3_600_000;

export interface BenchmarkResult {
	readonly load: BenchmarkLoad;
	readonly answer: BenchmarkAnswer;
}

const PROMISES: Readonly<Record<PromiseKept["promise"], string>> = {
	"not-dominated": "No peer has both fewer throttled records and fewer shard-hours.",
	budget: `No call that known reshards of the last ${RESHARD_WINDOW_HOURS} h forbid, and never a refused call. Nobody else reshards these streams: all are known, and ten at most.`,
	burst: "On bursty loads at most a tenth of the throttled share of the best alarm-driven peer.",
	rhythm: "On daily rhythms at most 1.35 times the lower bound's shard-hours.",
	"idle-nights": "A stream that is idle at night costs less than the static count of its peak.",
	"dead-consumer": "No scale in while a consumer that stopped has something left to read.",
	calm: "No flapping where nothing happens: no reshard taken back within an hour.",
};

/** The document `docs/benchmark.md`. */
export function renderBenchmark(
	results: readonly BenchmarkResult[],
	made: { readonly seed: number; readonly digest: string; readonly commit: string },
): string {
	return `# Benchmark

Headroom's default policy, every published autoscaler's rule, a static count and On-Demand, over real traces and generated loads, by the
second, in virtual time. Made by \`npm run bench:policy\`, not by hand.

- Commit ${made.commit}, seed ${made.seed}, digest of policy, peers, loads and traces \`${made.digest}\`.
- Traces give the shape only: their 99th percentile fills eight shards, or their highest bucket as much as the default policy's maximum takes.
- All start with the same count (static and On-Demand apart), see the same arrivals, and scale the same model of the service:
  [simulator.md](simulator.md) says how long reshards take and how late metrics are there. Producers do not try again.
- \`x bound\` is shard-hours over the [lower bound](decisions/0018-lower-bound.md): what nobody can undercut without a throttle.
- Instant reaction is a yardstick, not a bound: every second seen as it happens, no limit of ten reshards a day, our target and band, reshards no
  quicker than the service's. Less takes knowing the future, or more shards in hand.
- A peer's \`refused\` calls are those that its rule makes and the service turns down.

## What the default policy promises

${Object.values(PROMISES)
	.map((promise) => `- ${promise}`)
	.join("\n")}

${promiseTable(results)}

${results.map(renderLoad).join("\n\n")}
`;
}

/** One load's part of the document. */
export function renderLoad({ load, answer }: BenchmarkResult): string {
	const days = answer.days.toLocaleString("en-US", { maximumFractionDigits: 1 });
	const { instantThrottledShare: instant } = answer;
	const reacting = instant === undefined ? "" : ` Instant reaction: ${percentOf(instant)} throttled.`;
	return `## ${load.name}

${load.about} ${days} days, lower bound ${hours(answer.lowerBoundShardHours)} shard-hours.${reacting}

${renderMarkdownTable(answer.rows)}`;
}

function promiseTable(results: readonly BenchmarkResult[]): string {
	const lines = results.flatMap(({ load, answer }) =>
		promisesOn(load, answer.rows).map(({ promise, isKept, says }) => {
			const why = isKept ? "" : `: ${KNOWN_GAPS[load.name]?.[promise] ?? "not explained yet"}`;
			return `| ${load.name} | ${promise} | ${isKept ? "kept" : "**not kept**"} | ${says}${why} |`;
		}),
	);
	return ["| load | promise | | |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

import { SHARD_PRICES_READ_ON } from "@headroom/engine";
import type { ReportRow } from "./report.ts";
import { percentOf, usd } from "./wording.ts";

/** One in a thousand: retries of producers hide as many. */
const THROTTLED_SHARE_AT_MOST = 0.001;
/** So many times the shard-hours of the cheapest schedule that throttles nothing. */
const OUT_OF_THE_QUESTION_RATIO = 10;

/** What to run, and why. */
export interface Recommendation {
	/** Of its row. */
	readonly name: string;
	/** One or two sentences, with the costs. */
	readonly because: string;
	readonly means: "headroom" | "fixed-count" | "on-demand";
	/** Of `fixed-count`. */
	readonly shardCount?: number;
	/** The day on which the prices were read: `2026-11-23`. */
	readonly pricesReadOn: string;
}

/** Whether nobody would pay for it: such a row is shown, marked, after all others, and never recommended. */
export function isOutOfTheQuestion({ ratioToBound }: ReportRow): boolean {
	return ratioToBound !== undefined && ratioToBound > OUT_OF_THE_QUESTION_RATIO;
}

export const OUT_OF_THE_QUESTION = `out of the question: more than ${OUT_OF_THE_QUESTION_RATIO} times the shard-hours of a schedule that throttles nothing`;

/** The rows as the report shows them: those out of the question last. */
export function ranked(rows: readonly ReportRow[]): ReportRow[] {
	return [...rows.filter((row) => !isOutOfTheQuestion(row)), ...rows.filter(isOutOfTheQuestion)];
}

/**
 * The cheapest of what a person can choose here (Headroom, a count that stays, On-Demand) that throttles at most one record in a thousand; or, if none
 * does, the one that throttles least.
 *
 * @returns undefined if the report has no such row, or none whose price is known
 */
export function recommend(rows: readonly ReportRow[]): Recommendation | undefined {
	const choices = rows.filter((row) => row.kind !== "peer" && row.usdPerMonth !== undefined && !isOutOfTheQuestion(row));
	const good = choices.filter(({ figures }) => figures.throttledShare <= THROTTLED_SHARE_AT_MOST);
	const [best] = (good.length > 0 ? good : choices).toSorted((one, other) =>
		good.length > 0
			? (one.usdPerMonth ?? 0) - (other.usdPerMonth ?? 0)
			: one.figures.throttledShare - other.figures.throttledShare || (one.usdPerMonth ?? 0) - (other.usdPerMonth ?? 0),
	);
	if (best === undefined) return undefined;
	return {
		name: best.name,
		because: because(best, choices, good.length > 0),
		means: best.kind === "fixed" ? "fixed-count" : best.kind === "on-demand" ? "on-demand" : "headroom",
		...(best.kind === "fixed" && { shardCount: best.figures.maxShardCount }),
		pricesReadOn: SHARD_PRICES_READ_ON,
	};
}

function because(best: ReportRow, choices: readonly ReportRow[], isGood: boolean): string {
	const { figures, usdPerMonth } = best;
	const said = `${percentOf(figures.throttledShare)} of the records throttled, $${usd(usdPerMonth)} a month`;
	const first = isGood
		? `It is the cheapest that throttles at most ${percentOf(THROTTLED_SHARE_AT_MOST)}: ${said}.`
		: `Nothing here throttles as little as ${percentOf(THROTTLED_SHARE_AT_MOST)}. It throttles least: ${said}.`;
	const next = choices
		.filter((row) => row !== best && row.kind !== best.kind)
		.toSorted((one, other) => (one.usdPerMonth ?? 0) - (other.usdPerMonth ?? 0))[0];
	const compared = next === undefined ? "" : ` ${next.name}: ${percentOf(next.figures.throttledShare)}, $${usd(next.usdPerMonth)}.`;
	return first + compared;
}

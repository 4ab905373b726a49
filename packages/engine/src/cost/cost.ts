/**
 * What shards cost, and what On-Demand would. US dollars, before tax and discounts. An unknown price is a case of its own: a
 * reader would believe a sum that counts it as 0.
 */

/** The month of AWS's own calculator: 365 days × 24 h / 12. */
export const HOURS_PER_MONTH = 730;
const SECONDS_PER_HOUR = 3_600;
/** On-Demand is billed by GB of 2^30 bytes, each record rounded up to a full KB of 2^10. */
const BYTES_PER_BILLED_KB = 1_024;
const BYTES_PER_BILLED_GB = 1_073_741_824;
/** A PUT payload unit is each 25 KB of a record, or part thereof. */
const BYTES_PER_PUT_PAYLOAD_UNIT = 25 * 1_024;

/** When the provisioned prices below were read. */
export const SHARD_PRICES_READ_ON = "2026-11-23";

/** Prices of one Region. @see https://aws.amazon.com/kinesis/data-streams/pricing/ */
export interface KinesisPrices {
	readonly usdPerShardHour: number;
	readonly usdPerMillionPutPayloadUnits: number;
	readonly usdPerOnDemandStreamHour: number;
	readonly usdPerOnDemandGbIn: number;
	readonly usdPerOnDemandGbOut: number;
	readonly usdPerAdvantageGbIn: number;
	readonly usdPerAdvantageGbOut: number;
}

/**
 * On-Demand Advantage bills at least this much in, and as much out, for all streams of an account and Region together. Read 2026-11-25.
 * @see https://aws.amazon.com/blogs/big-data/amazon-kinesis-data-streams-launches-on-demand-advantage-for-instant-throughput-increases-and-streaming-at-scale
 */
export const ADVANTAGE_BILLED_BYTES_PER_SECOND = 25 * 1_024 * 1_024;

/**
 * Read 2026-11-23, Advantage 2026-11-25; "On-Demand" alone means the Standard mode. The numbers are from third parties (below) that copied
 * AWS's page: the page itself builds its tables by script.
 * @see https://aws.amazon.com/kinesis/data-streams/pricing/
 * @see https://github.com/api-evangelist/kinesis (plans-pricing.yml, 2026-05)
 * @see https://www.trek10.com/blog/amazon-kinesis-data-streams-on-demand-vs.-provisioned-billing-mode-cost-comparison
 */
const PRICES: ReadonlyMap<string, KinesisPrices> = new Map([
	[
		"us-east-1",
		{
			usdPerShardHour: 0.015,
			usdPerMillionPutPayloadUnits: 0.014,
			usdPerOnDemandStreamHour: 0.04,
			usdPerOnDemandGbIn: 0.08,
			usdPerOnDemandGbOut: 0.04,
			usdPerAdvantageGbIn: 0.032,
			usdPerAdvantageGbOut: 0.016,
		},
	],
]);

/** A sum, or the reason for its absence. */
export type Cost =
	| { readonly kind: "known"; readonly usdPerMonth: number }
	| { readonly kind: "unknown" /** One plain sentence. */; readonly reason: string };

/**
 * Shard-hours of a month: shards × price × 730 h. Writes, reads, fan-out and retention come on top; they do not depend on the shard count.
 *
 * @param openShardCount at least 0
 */
export function monthlyShardCost(openShardCount: number, region = "us-east-1"): Cost {
	return priced(region, [openShardCount], ({ usdPerShardHour }) => openShardCount * usdPerShardHour * HOURS_PER_MONTH);
}

/** What a reshard adds to the month's cost; negative if it saves. */
export function monthlyCostDifference(fromShardCount: number, toShardCount: number, region = "us-east-1"): Cost {
	return priced(
		region,
		[fromShardCount, toShardCount],
		({ usdPerShardHour }) => (toShardCount - fromShardCount) * usdPerShardHour * HOURS_PER_MONTH,
	);
}

/** A steady load, for comparing the two modes. Rates are means over the month, at least 0. */
export interface SteadyLoad {
	readonly recordsPerSecond: number;
	readonly bytesPerSecond: number;
	/** How many consumers read everything. */
	readonly consumerCount: number;
}

/** Provisioned: the shards, and the PUT payload units of the load. Reading is included. */
export function monthlyProvisionedCost(openShardCount: number, load: SteadyLoad, region = "us-east-1"): Cost {
	return priced(region, [openShardCount, load.recordsPerSecond, load.bytesPerSecond], (prices) => {
		const unitsPerSecond = load.recordsPerSecond * roundedUpUnits(load, BYTES_PER_PUT_PAYLOAD_UNIT);
		const unitsPerMonth = unitsPerSecond * SECONDS_PER_HOUR * HOURS_PER_MONTH;
		const shardsUsd = openShardCount * prices.usdPerShardHour * HOURS_PER_MONTH;
		return shardsUsd + (unitsPerMonth / 1_000_000) * prices.usdPerMillionPutPayloadUnits;
	});
}

/** On-Demand Standard: the stream, what goes in (each record rounded up to 1 KB), and what each consumer takes out. */
export function monthlyOnDemandCost(load: SteadyLoad, region = "us-east-1"): Cost {
	return priced(region, [load.recordsPerSecond, load.bytesPerSecond, load.consumerCount], (prices) => {
		const stream = prices.usdPerOnDemandStreamHour * HOURS_PER_MONTH;
		const gbIn = gbPerMonth(billedBytesInPerSecond(load));
		const gbOut = gbPerMonth(load.bytesPerSecond * load.consumerCount);
		return stream + gbIn * prices.usdPerOnDemandGbIn + gbOut * prices.usdPerOnDemandGbOut;
	});
}

/**
 * On-Demand Advantage: no hour of a stream, less for each GB, enhanced fan-out included, but at least 25 MiB/s in and out. That minimum is
 * the account's; this is the cost if the stream is alone in paying it.
 */
export function monthlyOnDemandAdvantageCost(load: SteadyLoad, region = "us-east-1"): Cost {
	return priced(region, [load.recordsPerSecond, load.bytesPerSecond, load.consumerCount], (prices) => {
		const gbIn = gbPerMonth(Math.max(ADVANTAGE_BILLED_BYTES_PER_SECOND, billedBytesInPerSecond(load)));
		const gbOut = gbPerMonth(Math.max(ADVANTAGE_BILLED_BYTES_PER_SECOND, load.bytesPerSecond * load.consumerCount));
		return gbIn * prices.usdPerAdvantageGbIn + gbOut * prices.usdPerAdvantageGbOut;
	});
}

function billedBytesInPerSecond(load: SteadyLoad): number {
	return load.recordsPerSecond * roundedUpUnits(load, BYTES_PER_BILLED_KB) * BYTES_PER_BILLED_KB;
}

function gbPerMonth(bytesPerSecond: number): number {
	return (bytesPerSecond * SECONDS_PER_HOUR * HOURS_PER_MONTH) / BYTES_PER_BILLED_GB;
}

/** Billed units of the mean record, at least one. The sizes of single records are unknown. */
function roundedUpUnits({ recordsPerSecond, bytesPerSecond }: SteadyLoad, bytesPerUnit: number): number {
	return recordsPerSecond === 0 ? 0 : Math.max(1, Math.ceil(bytesPerSecond / recordsPerSecond / bytesPerUnit));
}

function priced(region: string, quantities: readonly number[], usdPerMonth: (prices: KinesisPrices) => number): Cost {
	const prices = PRICES.get(region);
	if (prices === undefined) return { kind: "unknown", reason: `Headroom has no prices for Region ${region}.` };
	const wrong = quantities.find((quantity) => !(quantity >= 0) || !Number.isFinite(quantity));
	if (wrong !== undefined) return { kind: "unknown", reason: `A quantity is ${wrong}; it must be a number of at least 0.` };
	return { kind: "known", usdPerMonth: usdPerMonth(prices) };
}

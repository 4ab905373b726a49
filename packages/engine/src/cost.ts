/**
 * What shards cost, and what On-Demand would. US dollars, before tax and discounts. A price that is not known is a case of its
 * own: a sum made with 0 in its place would be believed.
 */

/** The month of AWS's own calculator: 365 days × 24 h / 12. */
export const HOURS_PER_MONTH = 730;
const SECONDS_PER_HOUR = 3_600;
/** On-Demand is billed by GB of 2^30 bytes, each record rounded up to a full KB of 2^10. */
const BYTES_PER_BILLED_KB = 1_024;
const BYTES_PER_BILLED_GB = 1_073_741_824;
/** A PUT payload unit is each 25 KB of a record, or part thereof. */
const BYTES_PER_PUT_PAYLOAD_UNIT = 25 * 1_024;

/** Prices of one Region. @see https://aws.amazon.com/kinesis/data-streams/pricing/ */
export interface KinesisPrices {
	readonly usdPerShardHour: number;
	readonly usdPerMillionPutPayloadUnits: number;
	readonly usdPerOnDemandStreamHour: number;
	readonly usdPerOnDemandGbIn: number;
	readonly usdPerOnDemandGbOut: number;
}

/**
 * Read 2026-11-23; On-Demand is the Standard mode.
 * @see https://aws.amazon.com/kinesis/data-streams/pricing/
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
		},
	],
]);

/** A sum, or the reason why there is none. */
export type Cost =
	| { readonly kind: "known"; readonly usdPerMonth: number }
	| { readonly kind: "unknown" /** One plain sentence. */; readonly reason: string };

/**
 * Shard-hours of a month: shards × price × 730 h. Writes, reads, fan-out and retention come on top, whatever the shard count.
 *
 * @param openShardCount at least 0
 */
export function monthlyShardCost(openShardCount: number, region = "us-east-1"): Cost {
	return priced(region, [openShardCount], ({ usdPerShardHour }) => openShardCount * usdPerShardHour * HOURS_PER_MONTH);
}

/** What a reshard adds to the month's cost; negative where it saves. */
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
		const secondsPerMonth = SECONDS_PER_HOUR * HOURS_PER_MONTH;
		const billedBytesPerSecond = load.recordsPerSecond * roundedUpUnits(load, BYTES_PER_BILLED_KB) * BYTES_PER_BILLED_KB;
		const gbIn = (billedBytesPerSecond * secondsPerMonth) / BYTES_PER_BILLED_GB;
		const gbOut = (load.bytesPerSecond * load.consumerCount * secondsPerMonth) / BYTES_PER_BILLED_GB;
		const stream = prices.usdPerOnDemandStreamHour * HOURS_PER_MONTH;
		return stream + gbIn * prices.usdPerOnDemandGbIn + gbOut * prices.usdPerOnDemandGbOut;
	});
}

/** Billed units of the mean record, at least one: sizes around the mean are not told. */
function roundedUpUnits({ recordsPerSecond, bytesPerSecond }: SteadyLoad, bytesPerUnit: number): number {
	return recordsPerSecond === 0 ? 0 : Math.max(1, Math.ceil(bytesPerSecond / recordsPerSecond / bytesPerUnit));
}

function priced(region: string, quantities: readonly number[], usdPerMonth: (prices: KinesisPrices) => number): Cost {
	const prices = PRICES.get(region);
	if (prices === undefined) return { kind: "unknown", reason: `No price is kept for Region ${region}.` };
	const wrong = quantities.find((quantity) => !(quantity >= 0) || !Number.isFinite(quantity));
	if (wrong !== undefined) return { kind: "unknown", reason: `A quantity is ${wrong}; it must be a number of at least 0.` };
	return { kind: "known", usdPerMonth: usdPerMonth(prices) };
}

/**
 * The name of a Region in CloudWatch's SNS messages.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html read 2026-11-23
 */
const REGION_NAMES: Readonly<Record<string, string>> = {
	"af-south-1": "Africa (Cape Town)",
	"ap-east-1": "Asia Pacific (Hong Kong)",
	"ap-northeast-1": "Asia Pacific (Tokyo)",
	"ap-northeast-2": "Asia Pacific (Seoul)",
	"ap-northeast-3": "Asia Pacific (Osaka)",
	"ap-south-1": "Asia Pacific (Mumbai)",
	"ap-southeast-1": "Asia Pacific (Singapore)",
	"ap-southeast-2": "Asia Pacific (Sydney)",
	"ca-central-1": "Canada (Central)",
	"eu-central-1": "EU (Frankfurt)",
	"eu-north-1": "EU (Stockholm)",
	"eu-south-1": "EU (Milan)",
	"eu-west-1": "EU (Ireland)",
	"eu-west-2": "EU (London)",
	"eu-west-3": "EU (Paris)",
	"me-south-1": "Middle East (Bahrain)",
	"sa-east-1": "South America (Sao Paulo)",
	"us-east-1": "US East (N. Virginia)",
	"us-east-2": "US East (Ohio)",
	"us-west-1": "US West (N. California)",
	"us-west-2": "US West (Oregon)",
};

/** @returns the code itself for a Region without a known name */
export function regionName(region: string): string {
	return Object.hasOwn(REGION_NAMES, region) ? (REGION_NAMES[region] ?? region) : region;
}

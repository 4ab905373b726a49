/** Kinesis allows 128 characters. */
const LONGEST_DEPLOYMENT = 80;

/** What the names of a deployment's test streams begin with. */
export function testStreamPrefix(deployment: string): string {
	return `headroom-verify-${deployment.slice(0, LONGEST_DEPLOYMENT)}-`;
}

/** Kinesis allows 128 characters. */
const LONGEST_DEPLOYMENT = 80;

/** What the names of a deployment's test streams begin with. */
export function testStreamPrefix(deployment: string): string {
	return `headroom-verify-${deployment.slice(0, LONGEST_DEPLOYMENT)}-`;
}

/** Whether a run of this deployment made it. Another deployment's prefix may begin with this one's: `prod` and `prod-eu`. */
export function isTestStreamName(deployment: string, streamName: string): boolean {
	const prefix = testStreamPrefix(deployment);
	return streamName.startsWith(prefix) && /^[0-9a-f]{8}$/.test(streamName.slice(prefix.length));
}

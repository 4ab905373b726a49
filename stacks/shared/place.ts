/** Where a deployment goes. */
export interface Place {
	/** `aws`, `aws-us-gov`, `aws-cn`. */
	readonly partition: string;
	readonly region: string;
	readonly accountId: string;
}

export function regionalArn({ partition, region, accountId }: Place, service: string, resource: string): string {
	return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

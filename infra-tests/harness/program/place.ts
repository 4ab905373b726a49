/** Where an evaluation creates its resources. */
export interface Place {
	readonly partition: string;
	readonly region: string;
	readonly accountId: string;
}

export function arn({ partition, region, accountId }: Place, service: string, resource: string): string {
	return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

export function globalArn({ partition, accountId }: Place, service: string, resource: string): string {
	return `arn:${partition}:${service}::${accountId}:${resource}`;
}

export function queueUrl(place: Place, name: string): string {
	return `https://sqs.${place.region}.${dnsSuffix(place)}/${place.accountId}/${name}`;
}

export function dnsSuffix({ partition }: Place): string {
	return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

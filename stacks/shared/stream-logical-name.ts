/** `orders-production` is `StreamOrdersProduction` among the resources of the stage. */
export function streamLogicalName(streamName: string): string {
	const words = streamName.split(/[^a-zA-Z0-9]+/);
	return `Stream${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}

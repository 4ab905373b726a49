import { ownedStreams, votes } from "../managed-streams.ts";
import { ownedStream } from "./owned-streams.ts";

/** Streams of this app beside the votes: declared in the list, so made here, and `autoscale` is the one call that a stream takes. */
for (const stream of ownedStreams) {
	if (stream !== votes) ownedStream(logicalName(stream.name), stream);
}

/** `orders-production` is `StreamOrdersProduction` among the resources of the stage. */
function logicalName(streamName: string): string {
	const words = streamName.split(/[^a-zA-Z0-9]+/);
	return `Stream${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}

import { ownedStreams, votes } from "./managed-streams.ts";
import { createStream } from "./shared/owned-stream.ts";
import { streamLogicalName } from "./shared/stream-logical-name.ts";

// The list declares the app's streams, so that `autoscale` is the only call that a stream takes. The votes stream is the voting system's.
for (const stream of ownedStreams) {
	if (stream !== votes) createStream(streamLogicalName(stream.name), stream);
}

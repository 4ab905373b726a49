import type { NamedStreams } from "../streams/name-streams.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Text about one stream that does not name it: below its name if there are several. */
export function underName({ colors }: Terminal, { areSeveral }: NamedStreams, streamName: string, text: string): string {
	if (!areSeveral) return text;
	return [colors.bold(streamName), ...text.split("\n").map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

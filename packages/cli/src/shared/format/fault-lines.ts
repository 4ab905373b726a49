import { visibleText } from "@headroom/engine";
import type { StreamFault } from "../streams/stream-fault.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The streams that could not be read, and why. */
export function faultLines({ colors }: Terminal, faults: readonly StreamFault[]): string[] {
	return faults.map(({ fault, streamName }) => `\n${colors.red(`${visibleText(streamName)}: ${fault}`)}`);
}

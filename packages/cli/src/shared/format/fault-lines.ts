import { visibleText } from "@headroom/engine";
import type { StreamFault } from "../streams/stream-fault.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Below what could be read: which streams could not, and why. */
export function faultLines({ colors }: Terminal, faults: readonly StreamFault[]): string[] {
	return faults.map(({ fault, streamName }) => `\n${colors.red(`${visibleText(streamName)}: ${fault}`)}`);
}

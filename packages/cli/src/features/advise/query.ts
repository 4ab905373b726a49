import type { ManagedStream } from "@headroom/controller";
import { type Advice, advise } from "@headroom/simulator";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { simulationProgress } from "../../shared/simulation/progress.ts";
import { readStreamTraffic } from "../../shared/simulation/stream-traffic.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

/** The options that the advice depends on. */
export interface AdviceOptions {
	readonly publishes?: true;
	readonly seed: number;
	readonly since: number;
	readonly throttled: number;
	readonly writeAttempts?: number;
}

/** The recommendation, by a replay of the stream's past. @throws CliError if there was no traffic */
export async function readAdvice(
	terminal: Terminal,
	ports: Pick<SessionPorts, "clock" | "load">,
	{ streamName, policy }: ManagedStream,
	options: AdviceOptions,
): Promise<Advice> {
	const { publishes, seed, throttled } = options;
	const load = await readStreamTraffic(ports, streamName, options);
	const progress = simulationProgress(terminal);
	return advise({
		load,
		policy,
		producersPublish: publishes === true,
		throttledShareAtMost: throttled,
		settings: { seed },
		onProgress: progress.show,
	}).finally(progress.end);
}

import type { ManagedStream } from "@headroom/controller";
import { advise } from "@headroom/simulator";
import { jsonDocument } from "../../shared/format/json-document.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { simulationProgress } from "../../shared/simulation/progress.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { streamTraffic } from "../simulate/replay.ts";
import type { AdviseOptions } from "./command.ts";
import { adviceJson, adviceView } from "./view.ts";

/** Replays the stream's past and prints what to run. */
export async function adviseOn(
	terminal: Terminal,
	ports: Pick<SessionPorts, "clock" | "load">,
	{ streamName, policy }: ManagedStream,
	{ json, publishes, seed, since, throttled }: AdviseOptions,
): Promise<void> {
	const load = await streamTraffic(ports, streamName, since);
	const progress = simulationProgress(terminal);
	const advice = await advise({
		load,
		policy,
		producersPublish: publishes === true,
		throttledShareAtMost: throttled,
		settings: { seed },
		onProgress: progress.show,
	}).finally(progress.end);
	terminal.out(json === true ? jsonDocument("advise", { streamName, ...adviceJson(advice) }) : adviceView(terminal, advice));
}

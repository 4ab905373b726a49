import type { ManagedStream } from "@headroom/controller";
import { advise } from "@headroom/simulator";
import type { AdviseOptions } from "../commands/advise.ts";
import { jsonDocument } from "../json-document.ts";
import { adviceJson, adviceView } from "../render/advice-view.ts";
import { simulationProgress } from "../render/simulation-progress.ts";
import type { SessionPorts } from "../session-ports.ts";
import type { Terminal } from "../terminal.ts";
import { streamTraffic } from "./replay.ts";

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

import { writeFile } from "node:fs/promises";
import type { Policy } from "@headroom/engine";
import { renderHtml, type SimulationReport, simulate } from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import { readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { simulationProgress } from "../../shared/simulation/progress.ts";
import { type NamedTraffic, readStreamTraffic } from "../../shared/simulation/stream-traffic.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { SimulateOptions } from "./options.ts";
import { readGivenTraffic } from "./query.ts";
import { simulationView } from "./view.ts";

/** Every autoscaler over a trace or a generated load. @throws CliError */
export async function replayGiven(terminal: Terminal, options: SimulateOptions): Promise<void> {
	await replay(terminal, await readGivenTraffic(options), options);
}

/** Every autoscaler over a stream's own past. @throws CliError */
export async function replayStream(
	terminal: Terminal,
	ports: Pick<SessionPorts, "clock" | "load">,
	streamName: string,
	options: SimulateOptions,
): Promise<void> {
	await replay(terminal, await readStreamTraffic(ports, streamName, options.since), options);
}

async function replay(terminal: Terminal, load: NamedTraffic, options: SimulateOptions): Promise<void> {
	const policy = options.policy === undefined ? undefined : (await readGivenPolicy(options.policy, "policy")).policy;
	const report = await simulateWithProgress(terminal, load, policy, options);
	if (options.html !== undefined) await writeFile(options.html, renderHtml(report));
	terminal.out(simulationView(terminal, report, options));
}

async function simulateWithProgress(
	terminal: Terminal,
	load: NamedTraffic,
	policy: Policy | undefined,
	{ burstiness, seed, who }: SimulateOptions,
): Promise<SimulationReport> {
	const progress = simulationProgress(terminal);
	return simulate({
		load,
		settings: { seed, burstiness },
		onProgress: progress.show,
		...(policy !== undefined && { policy }),
		...(who !== undefined && { contenders: who }),
	})
		.catch((error: unknown) => {
			throw error instanceof RangeError ? new CliError("usage", error.message, { cause: error }) : error;
		})
		.finally(progress.end);
}

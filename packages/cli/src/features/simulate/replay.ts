import { writeFile } from "node:fs/promises";
import { type Policy, visibleText } from "@headroom/engine";
import { type ReplayedLoad, renderHtml, type SimulationReport, simulate } from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import { readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { simulationProgress } from "../../shared/simulation/progress.ts";
import { readStreamTraffic } from "../../shared/simulation/stream-traffic.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { SimulateOptions } from "./options.ts";
import { readGivenTraffic } from "./query.ts";
import { simulationView } from "./view.ts";

/** Every autoscaler over a trace or a generated load. @throws CliError */
export async function replayGiven(terminal: Terminal, options: SimulateOptions): Promise<void> {
	await replay(terminal, await readGivenTraffic(options), options);
}

/** Every autoscaler over a stream's own past. @throws CliError */
export async function replayStream(terminal: Terminal, session: AwsSession, streamName: string, options: SimulateOptions): Promise<void> {
	await replay(terminal, await streamTraffic(terminal, session, streamName, options), options);
}

/** The metrics of a stream outlive it: only without them does it matter whether the stream exists. */
async function streamTraffic(terminal: Terminal, session: AwsSession, streamName: string, options: SimulateOptions): Promise<ReplayedLoad> {
	try {
		return await readStreamTraffic(sessionPorts(session, terminal), streamName, options);
	} catch (error) {
		if (error instanceof CliError && error.exit === "not-found")
			await policyOfExisting(session, { streams: [], unreadable: [] }, streamName);
		throw error;
	}
}

async function replay(terminal: Terminal, load: ReplayedLoad, options: SimulateOptions): Promise<void> {
	const policy = options.policy === undefined ? undefined : (await readGivenPolicy(options.policy, "policy")).policy;
	const report = await simulateWithProgress(terminal, load, policy, options);
	if (options.html !== undefined) await writeFile(options.html, renderHtml(report));
	// CSV has no place for a sentence.
	if (options.csv === true) for (const sentence of report.assumptions) terminal.err(visibleText(sentence));
	terminal.out(simulationView(terminal, report, options));
}

async function simulateWithProgress(
	terminal: Terminal,
	load: ReplayedLoad,
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

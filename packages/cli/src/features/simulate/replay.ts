import { open, writeFile } from "node:fs/promises";
import { type Policy, visibleText } from "@headroom/engine";
import { type ReplayedLoad, renderHtml, type SimulationReport, simulate } from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { unusableFile } from "../../shared/errors/unusable-file.ts";
import { type PolicyFile, policyFor, policyForTraffic, readPolicyFile } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { simulationProgress } from "../../shared/simulation/progress.ts";
import { readStreamTraffic } from "../../shared/simulation/stream-traffic.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import { nameExistingStreams } from "../../shared/streams/name-streams.ts";
import { headed, showStreams } from "../../shared/streams/show-streams.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { SimulateOptions } from "./options.ts";
import { readGivenTraffic } from "./query.ts";
import { reportJson, simulationView } from "./view.ts";

/** Every autoscaler over a trace or a generated load. @throws CliError */
export async function replayGiven(terminal: Terminal, options: SimulateOptions): Promise<void> {
	await assertWritable(options);
	const policies = await policiesOf(options);
	const load = await readGivenTraffic(options);
	const policy = policies === undefined ? undefined : policyForTraffic(policies).policy;
	const report = await replay(terminal, load, policy, options);
	terminal.out(simulationView(terminal, report, options), options.csv === true ? "data" : undefined);
}

/** Every autoscaler over the streams' own past, each in a report of its own. @throws CliError */
export async function replayStreams(
	terminal: Terminal,
	session: AwsSession,
	given: readonly string[],
	options: SimulateOptions,
): Promise<ExitKind> {
	const named = await nameExistingStreams(session, given);
	if (named.areSeveral && (options.csv === true || options.html !== undefined)) {
		throw new CliError("usage", `${options.csv === true ? "--csv" : "--html <file>"}: only with one stream, named by its name.`, {
			hints: ["--json has the reports of several."],
		});
	}
	await assertWritable(options);
	const policies = await policiesOf(options);
	return showStreams(
		terminal,
		session,
		named,
		{ isJson: options.json === true, kind: "simulate", isOneByOne: true },
		async (streamName) => {
			const policy = policies === undefined ? undefined : policyFor(policies, streamName).policy;
			const report = await replay(terminal, await streamTraffic(terminal, session, streamName, options), policy, options);
			return {
				text: headed(terminal, named, streamName, simulationView(terminal, report, options, streamName)),
				json: reportJson(report, streamName),
				exit: "done",
			};
		},
	);
}

/** A simulation takes minutes: what it cannot write is refused before. @throws CliError */
async function assertWritable({ html }: SimulateOptions): Promise<void> {
	if (html === undefined) return;
	try {
		await (await open(html, "a")).close();
	} catch (error) {
		throw unusableFile(html, error, ["--html <file> needs a file in a folder that exists and that you may write to."]) ?? error;
	}
}

/** Read before the traffic: the standard input is read once, and a wrong file is no reason to wait. */
async function policiesOf({ policy }: SimulateOptions): Promise<PolicyFile | undefined> {
	return policy === undefined ? undefined : readPolicyFile(policy);
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

async function replay(
	terminal: Terminal,
	load: ReplayedLoad,
	policy: Policy | undefined,
	options: SimulateOptions,
): Promise<SimulationReport> {
	const report = await simulateWithProgress(terminal, load, policy, options);
	if (options.html !== undefined) await writeFile(options.html, renderHtml(report));
	// CSV has no place for a sentence.
	if (options.csv === true) for (const sentence of report.assumptions) terminal.err(visibleText(sentence));
	return report;
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

import { writeFile } from "node:fs/promises";
import type { Policy } from "@headroom/engine";
import {
	GENERATED_LOADS,
	heldOutLoad,
	renderChart,
	renderHtml,
	renderTable,
	type SimulationReport,
	simulate,
	toCsv,
} from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { simulationProgress } from "../../shared/simulation/progress.ts";
import { type NamedTraffic, readStreamTraffic, readTraceFile } from "../../shared/simulation/traffic.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { SimulateOptions } from "./command.ts";

const HELD_OUT = /^held-out:(\d{1,9})$/;
const HELD_OUT_DAYS = 7;

/** What a stream was offered from a moment on, as `simulate` and `advise` replay it. */
export function streamTraffic(
	{ clock, load }: Pick<SessionPorts, "clock" | "load">,
	streamName: string,
	fromMs: number,
): Promise<NamedTraffic> {
	return readStreamTraffic(load, streamName, fromMs, clock.nowMs());
}

/** What a file or a name stands for. @throws CliError */
export async function givenTraffic({ trace, load, as, bytes, p99Shards }: SimulateOptions): Promise<NamedTraffic> {
	if (trace !== undefined) {
		const size = p99Shards === undefined ? {} : { p99Shards };
		return readTraceFile(trace, { ...as, ...size, between: "lines", bytesPerRecord: bytes, gaps: "refuse" });
	}
	const seed = HELD_OUT.exec(load ?? "")?.[1];
	if (seed !== undefined) return { name: `held-out:${seed}`, source: heldOutLoad(Number(seed), HELD_OUT_DAYS) };
	const generated = GENERATED_LOADS.find(({ name }) => name === load);
	if (generated === undefined) {
		throw new CliError("usage", `There is no generated load ${load}.`, {
			hints: [`There are ${GENERATED_LOADS.map(({ name }) => name).join(", ")}, and held-out:<seed>.`],
		});
	}
	return { name: generated.name, source: generated.create() };
}

/** Everybody over it, and the report in the form that was asked for. */
export async function replay(terminal: Terminal, load: NamedTraffic, options: SimulateOptions): Promise<void> {
	const policy: Policy | undefined = options.policy === undefined ? undefined : (await readGivenPolicy(options.policy, "policy")).policy;
	const progress = simulationProgress(terminal);
	const report = await simulate({
		load,
		settings: { seed: options.seed, burstiness: options.burstiness },
		onProgress: progress.show,
		...(policy !== undefined && { policy }),
		...(options.who !== undefined && { contenders: options.who }),
	})
		.catch((error: unknown) => {
			throw error instanceof RangeError ? new CliError("usage", error.message, { cause: error }) : error;
		})
		.finally(progress.end);
	if (options.html !== undefined) await writeFile(options.html, renderHtml(report));
	terminal.out(rendered(terminal, report, options));
}

function rendered(terminal: Terminal, report: SimulationReport, { csv, html, json }: SimulateOptions): string {
	if (json === true) return jsonDocument("simulate", { ...report });
	if (csv === true) return toCsv(report).trimEnd();
	const [first] = report.rows;
	const chart = first === undefined ? [] : [renderChart(first, terminal.colors.isColorSupported)];
	return [renderTable(report), ...chart, ...(html === undefined ? [] : [`Charts: ${html}`])].join("\n");
}

import { GENERATED_LOADS, heldOutLoad, type ReplayedLoad } from "@headroom/simulator";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { SimulateOptions } from "./options.ts";
import { readTraceFile } from "./trace-file.ts";

const HELD_OUT = /^held-out:(\d{1,9})$/;
const HELD_OUT_DAYS = 7;

/** The traffic of a file or of a generated load. @throws CliError */
export async function readGivenTraffic(options: SimulateOptions): Promise<ReplayedLoad> {
	const { load, trace } = options;
	if (trace !== undefined) return readTraceFile(trace, options);
	const seed = HELD_OUT.exec(load ?? "")?.[1];
	if (seed !== undefined) return { name: `held-out:${seed}`, source: heldOutLoad(Number(seed), HELD_OUT_DAYS) };
	const generated = GENERATED_LOADS.find(({ name }) => name === load);
	if (generated === undefined) {
		throw new CliError("usage", `The generated load ${load} does not exist.`, {
			hints: [`Generated loads: ${GENERATED_LOADS.map(({ name }) => name).join(", ")}, and held-out:<seed>.`],
		});
	}
	return { name: generated.name, source: generated.create() };
}

import type { ValueMeaning } from "@headroom/simulator";
import { InvalidArgumentError } from "commander";

/** The options of the command. */
export interface SimulateOptions {
	readonly as: ValueMeaning;
	readonly burstiness: number;
	readonly bytes: number;
	readonly csv?: true;
	readonly html?: string;
	readonly json?: true;
	readonly load?: string;
	readonly p99Shards?: number;
	readonly policy?: string;
	readonly seed: number;
	readonly since: number;
	readonly trace?: string;
	readonly who?: readonly string[];
}

const MEANINGS = ["records/bucket", "records/second", "bytes/bucket", "bytes/second"];

/** The meaning of a CSV file's values: `records/bucket`. @throws InvalidArgumentError */
export function meaning(text: string): ValueMeaning {
	if (!MEANINGS.includes(text)) throw new InvalidArgumentError(`It must be one of ${MEANINGS.join(", ")}.`);
	const [measure, per] = text.split("/");
	return { measure, per } as ValueMeaning;
}

/** @throws InvalidArgumentError */
export function burstiness(text: string): number {
	const ratio = Number(text);
	if (text.trim() === "" || !(ratio >= 0 && ratio <= 3)) throw new InvalidArgumentError("It must be a number from 0 to 3.");
	return ratio;
}

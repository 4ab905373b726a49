import { endure, type RunResult } from "./endure.ts";
import type { RunOptions } from "./world/world.ts";

/** A shorter run and fewer streams are tried by halves, down to these. */
const LEAST_DAYS = 0.25;

/**
 * The smallest run that still violates the same invariant: without every kind of fault, every stream and every half of its time that it does
 * not need. Each kind of fault draws from a stream of its own, so that the others happen as before.
 *
 * @param onTry told each smaller run before it is tried
 * @returns the failing run itself, if nothing smaller fails
 */
export async function shrink(failing: RunResult, onTry: (options: RunOptions) => void = () => {}): Promise<RunResult> {
	const invariant = failing.violations[0]?.invariant;
	let smallest = failing;
	for (let isSmaller = true; isSmaller; ) {
		isSmaller = false;
		for (const options of smallerRuns(smallest.options)) {
			onTry(options);
			const result = await endure(options);
			if (!result.violations.some((violation) => violation.invariant === invariant)) continue;
			smallest = result;
			isSmaller = true;
			break;
		}
	}
	return smallest;
}

function* smallerRuns(options: RunOptions): Generator<RunOptions> {
	if (options.days / 2 >= LEAST_DAYS) yield { ...options, days: options.days / 2 };
	if (options.streamCount > 1) yield { ...options, streamCount: Math.floor(options.streamCount / 2) };
	const { faults } = options;
	if (faults.length > 3) {
		const half = Math.ceil(faults.length / 2);
		yield { ...options, faults: faults.slice(0, half) };
		yield { ...options, faults: faults.slice(half) };
	}
	for (const fault of faults) yield { ...options, faults: faults.filter((each) => each !== fault) };
}

import { isDeepStrictEqual } from "node:util";
import { pathOf } from "../harness/look-up.ts";
import type { RecordedApp, RecordedResource } from "../harness/recorded-app.ts";

/** A sentence about a deployment, and what would make it false. */
export interface Property {
	/** `every queue has a dead-letter queue` */
	readonly sentence: string;
	/** Nothing where it holds. */
	readonly faults: (app: RecordedApp) => Fault[];
}

export interface Fault {
	/** `Queue headroom-production-overflow redrivePolicy` */
	readonly path: string;
	/** `is absent, must be …` */
	readonly message: string;
}

/** Inputs that are not as they must be. Inputs that are not named may be anything. */
export function differences(resource: RecordedResource, expected: Readonly<Record<string, unknown>>): Fault[] {
	return Object.entries(expected).flatMap(([key, value]) =>
		isDeepStrictEqual(resource.inputs[key], value)
			? []
			: [{ path: `${pathOf(resource)} ${key}`, message: is(resource.inputs[key], value) }],
	);
}

export function fault(resource: RecordedResource, input: string, message: string): Fault {
	return { path: `${pathOf(resource)} ${input}`, message };
}

export function absent(path: string): Fault {
	return { path, message: "is absent" };
}

function is(actual: unknown, expected: unknown): string {
	return `is ${written(actual)}, must be ${written(expected)}`;
}

function written(value: unknown): string {
	return value === undefined ? "absent" : JSON.stringify(value);
}

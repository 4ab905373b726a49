import type { Inputs } from "./rule.ts";

export interface ValueAt {
	/** Where it was found: `metricQueries[2].metric.period`. */
	readonly path: string;
	readonly value: unknown;
}

/** Every value at a path of a rule; none where something on the way is absent. */
export function valuesAt(inputs: Inputs, path: string): ValueAt[] {
	if (path === "") return [{ path, value: inputs }];
	let found: ValueAt[] = [{ path: "", value: inputs }];
	for (const segment of path.split(".")) {
		const [, name = "", many = ""] = /^(\w+)(\[\]|\{\}|\{keys\})?$/.exec(segment) ?? [];
		found = found.flatMap((at) => member(at, name)).flatMap((at) => inside(at, many));
	}
	return found.filter(({ value }) => value !== undefined && value !== null);
}

function member({ path, value }: ValueAt, name: string): ValueAt[] {
	if (typeof value !== "object" || value === null) return [];
	return [{ path: path === "" ? name : `${path}.${name}`, value: (value as Inputs)[name] }];
}

function inside({ path, value }: ValueAt, many: string): ValueAt[] {
	if (many === "") return [{ path, value }];
	if (typeof value !== "object" || value === null) return [];
	if (many === "[]") return Array.isArray(value) ? value.map((entry, index) => ({ path: `${path}[${index}]`, value: entry })) : [];
	return Object.entries(value).map(([key, entry]) => ({ path: `${path}.${key}`, value: many === "{keys}" ? key : entry }));
}

/**
 * Writes a value at the first place that a path leads to.
 * @returns false where it leads nowhere
 */
export function writeAt(inputs: Record<string, unknown>, path: string, value: unknown): boolean {
	const [first] = valuesAt(inputs, path);
	const isKeys = path.endsWith("{keys}");
	const steps = (first?.path ?? (/[[{]/.test(path) ? "" : path)).split(/[.[\]]+/).filter((step) => step !== "");
	const last = steps.pop();
	if (last === undefined) return false;
	let holder: Record<string, unknown> = inputs;
	for (const step of steps) {
		const next = holder[step];
		if (typeof next !== "object" || next === null) return false;
		holder = next as Record<string, unknown>;
	}
	if (isKeys) holder[String(value)] = holder[last];
	else holder[last] = value;
	return true;
}

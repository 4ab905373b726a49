import { readFileSync } from "node:fs";

/** A documented event from `test/events`, fresh each time: a test may change it. */
export function event(name: string): Record<string, unknown> {
	return JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), "utf8"));
}

/** The same event with the value at `path` replaced, or taken away where it is undefined. */
export function eventWith(name: string, path: readonly (number | string)[], value: unknown): unknown {
	const changed = event(name);
	let at: unknown = changed;
	for (const step of path.slice(0, -1)) at = Reflect.get(at as object, step);
	const last = path.at(-1) ?? "";
	if (value === undefined) Reflect.deleteProperty(at as object, last);
	else Reflect.set(at as object, last, value);
	return changed;
}

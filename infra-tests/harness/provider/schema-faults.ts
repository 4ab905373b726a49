import type { AskedResource } from "./rule.ts";
import type { Fields, Kind, ProviderSchema } from "./schema.ts";

export interface ProviderFault {
	/** In the inputs; empty for the resource as a whole. */
	readonly path: string;
	readonly message: string;
}

/** What the provider's own types refuse: an input that it does not know, one of another kind, one that is missing. */
export function schemaFaults(schema: ProviderSchema, { type, inputs }: AskedResource): ProviderFault[] {
	const fields = schema.inputsOf(type);
	if (fields === undefined) return [{ path: "", message: "is of a type that the provider does not have" }];
	return objectFaults(fields, inputs, "");
}

function objectFaults(fields: Fields, value: Readonly<Record<string, unknown>>, path: string): ProviderFault[] {
	const at = (name: string) => (path === "" ? name : `${path}.${name}`);
	const missing = [...fields].filter(([name, { isRequired }]) => isRequired && isAbsent(value[name]));
	const there = Object.entries(value).filter(([, inner]) => !isAbsent(inner));
	return [
		...missing.map(([name]) => ({ path: at(name), message: "is required" })),
		...there.flatMap(([name, inner]) => {
			const field = fields.get(name);
			return field === undefined
				? [{ path: at(name), message: "is no input that the provider knows" }]
				: kindFaults(field.kind, inner, at(name));
		}),
	];
}

function kindFaults(kind: Kind, value: unknown, path: string): ProviderFault[] {
	const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
	switch (kind.is) {
		case "any":
			return [];
		case "list":
			if (!Array.isArray(value)) return [{ path, message: "must be a list" }];
			return value.flatMap((entry, index) => kindFaults(kind.of, entry, `${path}[${index}]`));
		case "map":
			if (!isObject) return [{ path, message: "must be a map" }];
			return Object.entries(value).flatMap(([key, entry]) => kindFaults(kind.of, entry, `${path}.${key}`));
		case "object":
			if (!isObject) return [{ path, message: "must be an object" }];
			return objectFaults(kind.fields(), value as Readonly<Record<string, unknown>>, path);
		default:
			return typeof value === kind.is ? [] : [{ path, message: `must be a ${kind.is}` }];
	}
}

/** Pulumi leaves out what is undefined or null. */
function isAbsent(value: unknown): boolean {
	return value === undefined || value === null;
}

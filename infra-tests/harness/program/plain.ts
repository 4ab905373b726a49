import * as pulumi from "@pulumi/pulumi";

/** A value without Pulumi's wrapping of secrets, assets and resource references. */
export function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== "object" || value === null) return value;
	const object = value as Record<string, unknown>;
	if (pulumi.runtime.specialSigKey in object && "value" in object) return plain(object["value"]);
	return Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, plain(entry)]));
}

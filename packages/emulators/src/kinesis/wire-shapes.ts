import { serializationFault, validationFault } from "./errors.ts";

/**
 * Reads one member of an AWS JSON 1.1 request. A JSON type that the model does not allow throws at once (SerializationException); a value
 * outside its constraints is noted in `faults`, and all of them are answered together (ValidationException), as the service does.
 */
export interface WireShape<T> {
	read(value: unknown, path: string, faults: string[]): T;
}

export type WireInput<S> = S extends WireShape<infer T> ? T : never;

/** The service names at most this many faults. */
const MAX_REPORTED_FAULTS = 10;

/**
 * @throws ServiceError SerializationException, ValidationException
 */
export function parseInput<T>(shape: WireShape<T>, input: unknown): T {
	const faults: string[] = [];
	const parsed = shape.read(input ?? {}, "", faults);
	if (faults.length > 0) {
		const reported = faults.slice(0, MAX_REPORTED_FAULTS);
		throw validationFault(`${reported.length} validation error${reported.length > 1 ? "s" : ""} detected: ${reported.join("; ")}`);
	}
	return parsed;
}

export function structure<const M extends Readonly<Record<string, WireShape<unknown>>>>(
	members: M,
): WireShape<{ readonly [K in keyof M]: WireInput<M[K]> }> {
	const entries = Object.entries(members).map(([name, shape]) => ({ name, shape, path: name.charAt(0).toLowerCase() + name.slice(1) }));
	return {
		read(value, path, faults) {
			if (typeof value !== "object" || value === null) throw serializationFault("Unexpected field type");
			if (Array.isArray(value)) throw serializationFault("Start of list found where not expected");
			const given = value as Readonly<Record<string, unknown>>;
			const read: Record<string, unknown> = {};
			for (const entry of entries) {
				// Only the request's own members: a member named like one of Object.prototype's is absent, not inherited.
				const member = Object.hasOwn(given, entry.name) ? given[entry.name] : undefined;
				read[entry.name] = entry.shape.read(member, path === "" ? entry.path : `${path}.${entry.path}`, faults);
			}
			return read as { readonly [K in keyof M]: WireInput<M[K]> };
		},
	};
}

export function optional<T>(shape: WireShape<T>): WireShape<T | undefined> {
	return { read: (value, path, faults) => (value === undefined || value === null ? undefined : shape.read(value, path, faults)) };
}

export function required<T>(shape: WireShape<T>): WireShape<T> {
	return {
		read(value, path, faults) {
			if (value !== undefined && value !== null) return shape.read(value, path, faults);
			faults.push(fault("null", path, "Member must not be null"));
			// Never seen: parseInput throws when there are faults.
			return undefined as never;
		},
	};
}

interface StringConstraints {
	readonly minLength?: number;
	readonly maxLength?: number;
	/** As the API model spells it; it must match the whole value. */
	readonly pattern?: string;
	readonly values?: readonly string[];
}

export function string(constraints: StringConstraints = {}): WireShape<string> {
	const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, values } = constraints;
	const regularExpression = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
	return {
		read(value, path, faults) {
			if (typeof value !== "string") throw serializationFault(`${jsonTypeOf(value)} cannot be converted to String`);
			if (values !== undefined && !values.includes(value)) {
				faults.push(fault(quote(value), path, `Member must satisfy enum value set: [${values.join(", ")}]`));
			}
			// Characters, not UTF-16 units; counted only where the difference could matter.
			const length = value.length > maxLength ? [...value].length : value.length;
			// A pattern is never run over a text of any length: some take quadratic time.
			if (length <= maxLength && regularExpression !== undefined && !regularExpression.test(value)) {
				faults.push(fault(quote(value), path, `Member must satisfy regular expression pattern: ${pattern}`));
			}
			checkLength(length, minLength, maxLength, quote, value, path, faults);
			return value;
		},
	};
}

export function enumeration<const V extends readonly string[]>(values: V): WireShape<V[number]> {
	return string({ values });
}

export function integer(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): WireShape<number> {
	return {
		read(value, path, faults) {
			if (typeof value !== "number") throw serializationFault(`${jsonTypeOf(value)} cannot be converted to Integer`);
			const whole = Math.trunc(value);
			if (!(whole >= minimum)) {
				faults.push(fault(quote(whole), path, `Member must have value greater than or equal to ${minimum}`));
			} else if (whole > maximum) {
				faults.push(fault(quote(whole), path, `Member must have value less than or equal to ${maximum}`));
			}
			return whole;
		},
	};
}

export function boolean(): WireShape<boolean> {
	return {
		read(value) {
			if (typeof value !== "boolean") throw serializationFault(`${jsonTypeOf(value)} cannot be converted to Boolean`);
			return value;
		},
	};
}

/** Epoch seconds with a fraction on the wire; epoch milliseconds here. */
export function timestamp(): WireShape<number> {
	return {
		read(value) {
			if (typeof value !== "number" || !Number.isFinite(value)) {
				throw serializationFault(`${jsonTypeOf(value)} cannot be converted to Timestamp`);
			}
			return Math.round(value * 1_000);
		},
	};
}

/** A blob stays base64: it is decoded once, into the shard's memory. */
export interface Blob {
	readonly base64: string;
	readonly byteLength: number;
}

export function blob(maxBytes: number): WireShape<Blob> {
	return {
		read(value, path, faults) {
			if (typeof value !== "string") throw serializationFault(`${jsonTypeOf(value)} cannot be converted to Blob`);
			const padding = value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
			const firstPadding = value.indexOf("=");
			const isPaddedAtEnd = firstPadding === -1 || firstPadding === value.length - padding;
			if (value.length % 4 !== 0 || !isPaddedAtEnd || /[^A-Za-z0-9+/=]/.test(value)) {
				throw serializationFault("Invalid Base64: the value cannot be converted to Blob");
			}
			const byteLength = (value.length / 4) * 3 - padding;
			checkLength(byteLength, 0, maxBytes, describeBytes, byteLength, path, faults);
			return { base64: value, byteLength };
		},
	};
}

export function list<T>(member: WireShape<T>, minLength: number, maxLength: number): WireShape<readonly T[]> {
	return {
		read(value, path, faults) {
			if (!Array.isArray(value)) throw serializationFault("Unexpected field type");
			const elements: readonly unknown[] = value;
			checkLength(elements.length, minLength, maxLength, describeList, elements.length, path, faults);
			// A list that is far too long is refused without reading it.
			if (elements.length > maxLength) return [];
			return elements.map((element, index) => member.read(element, `${path}.${index + 1}.member`, faults));
		},
	};
}

export function stringMap(minSize: number, maxSize: number): WireShape<ReadonlyMap<string, string>> {
	return {
		read(value, path, faults) {
			if (typeof value !== "object" || value === null) throw serializationFault("Unexpected field type");
			if (Array.isArray(value)) throw serializationFault("Start of list found where not expected");
			const map = new Map<string, string>();
			for (const [key, member] of Object.entries(value)) {
				if (typeof member !== "string") throw serializationFault(`${jsonTypeOf(member)} cannot be converted to String`);
				map.set(key, member);
			}
			checkLength(map.size, minSize, maxSize, describeMap, map.size, path, faults);
			return map;
		},
	};
}

function checkLength<V>(
	length: number,
	minimum: number,
	maximum: number,
	describe: (value: V) => string,
	value: V,
	path: string,
	faults: string[],
): void {
	if (length < minimum) {
		faults.push(fault(describe(value), path, `Member must have length greater than or equal to ${minimum}`));
	} else if (length > maximum) {
		faults.push(fault(describe(value), path, `Member must have length less than or equal to ${maximum}`));
	}
}

function fault(value: string, path: string, constraint: string): string {
	return `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** An answer must not repeat megabytes. */
const LONGEST_QUOTE = 256;

function quote(value: number | string): string {
	const text = String(value);
	return `'${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text}'`;
}

function describeBytes(byteLength: number): string {
	return `'java.nio.HeapByteBuffer[pos=0 lim=${byteLength} cap=${byteLength}]'`;
}

function describeList(length: number): string {
	return `'[${length} members]'`;
}

function describeMap(size: number): string {
	return `'{${size} entries}'`;
}

function jsonTypeOf(value: unknown): string {
	if (value === null) return "NULL_VALUE";
	if (Array.isArray(value)) return "LIST_VALUE";
	switch (typeof value) {
		case "boolean":
			return value ? "TRUE_VALUE" : "FALSE_VALUE";
		case "number":
			return "NUMBER_VALUE";
		case "string":
			return "STRING_VALUE";
		default:
			return "STRUCTURE_VALUE";
	}
}

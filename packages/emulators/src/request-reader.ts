/** The types of the API models. */
export type ModelType = "Blob" | "Boolean" | "Integer" | "List" | "Map" | "Number" | "String" | "Structure" | "Timestamp";

/** Reads one value of a request. What is wrong with it goes to the reader, which reports it as the service does. */
export interface Shape<T> {
	read(value: unknown, reader: RequestReader): T;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/**
 * One service's reading of one request: where it stands, and what becomes of a fault. The services differ in that and in their words, not
 * in what a constraint is: Kinesis gathers the faults and answers them together, CloudWatch answers the first.
 */
export abstract class RequestReader {
	/** Leads to the value that is read: members by their names, elements of lists by their positions, from 1. */
	readonly path: (number | string)[];

	constructor(path: (number | string)[] = []) {
		this.path = path;
	}

	/** What stands one step further. */
	step<T>(at: number | string, shape: Shape<T>, value: unknown): T {
		this.path.push(at);
		const read = shape.read(value, this);
		this.path.pop();
		return read;
	}

	/** A value that is of another type on this wire than in the model, as the model has it. */
	typed(value: unknown, _wanted: ModelType): unknown {
		return value;
	}

	/** How many characters the service counts. */
	lengthOf(text: string): number {
		return text.length;
	}

	/** What the service takes for a whole number. */
	abstract wholeNumber(value: unknown): number;

	/** A type that the model does not allow: the request ends here. */
	abstract refuseType(value: unknown, wanted: ModelType): never;

	/** A value outside a constraint. Where this returns, the rest is read too, for its faults. */
	abstract fault(value: unknown, constraint: string): void;

	/** A required member that is absent. */
	missing(): void {
		this.fault(null, "Member must not be null");
	}
}

interface LengthBounds {
	readonly minLength?: number;
	readonly maxLength?: number;
}

interface StringConstraints extends LengthBounds {
	/** As the API model spells it; it must match the whole value. */
	readonly pattern?: string;
	readonly values?: readonly string[];
}

/** A member that is null is absent. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
	return { read: (value, reader) => (value === undefined || value === null ? undefined : shape.read(value, reader)) };
}

export function required<T>(shape: Shape<T>): Shape<T> {
	return {
		read(value, reader) {
			if (value !== undefined && value !== null) return shape.read(value, reader);
			reader.missing();
			// Never seen: a request with faults is refused.
			return undefined as never;
		},
	};
}

/** Members that nobody names are ignored, as the services ignore them. */
export function structure<const M extends Readonly<Record<string, Shape<unknown>>>>(
	members: M,
): Shape<{ readonly [K in keyof M]: Read<M[K]> }> {
	const entries = Object.entries(members);
	return {
		read(value, reader) {
			const given = membersOf(value, reader);
			const read: Record<string, unknown> = {};
			for (const [name, shape] of entries) read[name] = reader.step(name, shape, ownMember(given, name));
			return read as { readonly [K in keyof M]: Read<M[K]> };
		},
	};
}

export function membersOf(value: unknown, reader: RequestReader): object {
	const isStructure = typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
	return isStructure ? value : reader.refuseType(value, "Structure");
}

/** Only the request's own members: one that is named like a member of Object.prototype is absent, not inherited. */
export function ownMember(members: object, name: string): unknown {
	return Object.hasOwn(members, name) ? (members as Readonly<Record<string, unknown>>)[name] : undefined;
}

export function string(constraints: StringConstraints = {}): Shape<string> {
	const { maxLength = Number.POSITIVE_INFINITY, pattern, values } = constraints;
	const regularExpression = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
	return {
		read(value, reader) {
			if (typeof value !== "string") return reader.refuseType(value, "String");
			if (values !== undefined && !values.includes(value)) {
				reader.fault(value, `Member must satisfy enum value set: [${values.join(", ")}]`);
			}
			// Counted only where the difference could matter.
			const length = value.length > maxLength ? reader.lengthOf(value) : value.length;
			// A pattern is never run over a text of any length: some take quadratic time.
			if (length <= maxLength && regularExpression !== undefined && !regularExpression.test(value)) {
				reader.fault(value, `Member must satisfy regular expression pattern: ${pattern}`);
			}
			checkLength(length, constraints, value, reader);
			return value;
		},
	};
}

export function enumeration<const V extends string>(values: readonly V[]): Shape<V> {
	return string({ values }) as Shape<V>;
}

export function integer(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): Shape<number> {
	return {
		read(value, reader) {
			const whole = reader.wholeNumber(value);
			if (!(whole >= minimum)) reader.fault(whole, `Member must have value greater than or equal to ${minimum}`);
			else if (whole > maximum) reader.fault(whole, `Member must have value less than or equal to ${maximum}`);
			return whole;
		},
	};
}

export const boolean: Shape<boolean> = {
	read(value, reader) {
		const typed = reader.typed(value, "Boolean");
		return typeof typed === "boolean" ? typed : reader.refuseType(typed, "Boolean");
	},
};

export function list<T>(element: Shape<T>, bounds: LengthBounds = {}): Shape<readonly T[]> {
	const { maxLength = Number.POSITIVE_INFINITY } = bounds;
	return {
		read(value, reader) {
			const typed = reader.typed(value, "List");
			if (!Array.isArray(typed)) return reader.refuseType(typed, "List");
			checkLength(typed.length, bounds, typed, reader);
			const read: T[] = [];
			// A list that is far too long is refused without reading it. By position, so that a hole is an element that is absent.
			for (let index = 0; index < typed.length && typed.length <= maxLength; index += 1) {
				read.push(reader.step(index + 1, element, typed[index]));
			}
			return read;
		},
	};
}

/** @param value what the length is of, for the report */
export function checkLength(length: number, bounds: LengthBounds, value: unknown, reader: RequestReader): void {
	const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = bounds;
	if (length < minLength) reader.fault(value, `Member must have length greater than or equal to ${minLength}`);
	else if (length > maxLength) reader.fault(value, `Member must have length less than or equal to ${maxLength}`);
}

/** The types of the API models. */
export type ModelType = "Blob" | "Boolean" | "Integer" | "List" | "Map" | "Number" | "String" | "Structure" | "Timestamp";

/** Reads one value of a request. Passes its faults to the reader, which reports them as the service does. */
export interface Shape<T> {
	read(value: unknown, reader: RequestReader): T;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/**
 * One service's reading of one request: the present path, and the treatment of faults. The services have the same constraints but differ in
 * that treatment and in their messages: Kinesis collects the faults and answers all, CloudWatch answers the first.
 */
export abstract class RequestReader {
	/** The path to the present value: members by their names, elements of lists by their positions, from 1. */
	readonly path: (number | string)[];

	constructor(path: (number | string)[] = []) {
		this.path = path;
	}

	/** Reads a value one step further. */
	step<T>(at: number | string, shape: Shape<T>, value: unknown): T {
		this.path.push(at);
		const read = shape.read(value, this);
		this.path.pop();
		return read;
	}

	/** Converts a value that has another type on this wire than in the model. */
	typed(value: unknown, _wanted: ModelType): unknown {
		return value;
	}

	/** The number of characters by the service's count. */
	lengthOf(text: string): number {
		return text.length;
	}

	/** The value as the service's whole number. */
	abstract wholeNumber(value: unknown): number;

	/** Refuses a type that the model does not allow. The request ends here. */
	abstract refuseType(value: unknown, wanted: ModelType): never;

	/** Reports a value outside a constraint. If this returns, the rest is read, too, for its faults. */
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
	/** The pattern of the API model, which must match the whole value. */
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
			// No caller sees it: a request with faults is refused.
			return undefined as never;
		},
	};
}

/** Ignores members without a shape, as the services do. */
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

/** Only the request's own members, none that is inherited from Object.prototype. */
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
			// Counted only if the difference can matter.
			const length = value.length > maxLength ? reader.lengthOf(value) : value.length;
			// No pattern runs over a text of unlimited length: some take quadratic time.
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
			// A list that is too long is refused without reading it. By position, so that a hole is an absent element.
			for (let index = 0; index < typed.length && typed.length <= maxLength; index += 1) {
				read.push(reader.step(index + 1, element, typed[index]));
			}
			return read;
		},
	};
}

/** @param value that has the length, for the report */
export function checkLength(length: number, bounds: LengthBounds, value: unknown, reader: RequestReader): void {
	const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = bounds;
	if (length < minLength) reader.fault(value, `Member must have length greater than or equal to ${minLength}`);
	else if (length > maxLength) reader.fault(value, `Member must have length less than or equal to ${maxLength}`);
}

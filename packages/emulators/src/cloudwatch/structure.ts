import { type CloudWatchErrorCode, cloudWatchError } from "./errors.ts";

interface StringBounds {
	readonly minLength?: number;
	readonly maxLength?: number;
}

interface NumberBounds {
	readonly minimum?: number;
	readonly maximum?: number;
}

/**
 * Reads one structure of an API input member by member, so that each fault is one error that names the member. A member that is absent or
 * null reads as undefined; `required…` refuses that. Members that nobody reads are ignored, as the service ignores them.
 */
export class Structure {
	readonly #members: Readonly<Record<string, unknown>>;
	readonly #path: string;
	readonly #missingCode: CloudWatchErrorCode;

	/**
	 * @param path        where it stands in the input: empty at the top, else ending in a dot
	 * @param missingCode the exception with which the operation refuses an absent member
	 */
	constructor(value: unknown, path = "", missingCode: CloudWatchErrorCode = "ValidationError") {
		if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date) {
			throw cloudWatchError(
				"SerializationException",
				`${path === "" ? "The input" : path.slice(0, -1)} must be a structure, is ${shown(value)}`,
			);
		}
		this.#members = value as Readonly<Record<string, unknown>>;
		this.#path = path;
		this.#missingCode = missingCode;
	}

	has(name: string): boolean {
		return this.#member(name) !== undefined;
	}

	string(name: string, bounds: StringBounds = {}): string | undefined {
		const value = this.#member(name);
		if (value === undefined) return undefined;
		if (typeof value !== "string") throw this.#wrongType(name, "a string", value);
		const { minLength = 1, maxLength = Number.POSITIVE_INFINITY } = bounds;
		if (value.length < minLength) throw this.#constraint(name, value, `Member must have length greater than or equal to ${minLength}`);
		if (value.length > maxLength) throw this.#constraint(name, value, `Member must have length less than or equal to ${maxLength}`);
		return value;
	}

	requiredString(name: string, bounds: StringBounds = {}): string {
		return this.string(name, bounds) ?? this.#refuseMissing(name);
	}

	oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
		const value = this.string(name, { minLength: 0 });
		if (value === undefined) return undefined;
		const found = values.find((candidate) => candidate === value);
		if (found === undefined) throw this.#constraint(name, value, `Member must satisfy enum value set: [${values.join(", ")}]`);
		return found;
	}

	requiredOneOf<const T extends string>(name: string, values: readonly T[]): T {
		return this.oneOf(name, values) ?? this.#refuseMissing(name);
	}

	/** A finite number. */
	number(name: string): number | undefined {
		const value = this.#member(name);
		if (value === undefined) return undefined;
		if (typeof value !== "number") throw this.#wrongType(name, "a number", value);
		if (!Number.isFinite(value)) {
			throw cloudWatchError(
				"InvalidParameterValueException",
				`The value ${value} for parameter ${this.#path}${name} is invalid: it must be finite.`,
			);
		}
		return value;
	}

	requiredNumber(name: string): number {
		return this.number(name) ?? this.#refuseMissing(name);
	}

	integer(name: string, bounds: NumberBounds = {}): number | undefined {
		const value = this.number(name);
		if (value === undefined) return undefined;
		if (!Number.isInteger(value)) throw this.#wrongType(name, "an integer", value);
		const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = bounds;
		if (value < minimum) throw this.#constraint(name, value, `Member must have value greater than or equal to ${minimum}`);
		if (value > maximum) throw this.#constraint(name, value, `Member must have value less than or equal to ${maximum}`);
		return value;
	}

	requiredInteger(name: string, bounds: NumberBounds = {}): number {
		return this.integer(name, bounds) ?? this.#refuseMissing(name);
	}

	boolean(name: string): boolean | undefined {
		const value = this.#member(name);
		if (value === undefined || typeof value === "boolean") return value;
		throw this.#wrongType(name, "a boolean", value);
	}

	/** Milliseconds since the epoch of a `Date`. */
	timestampMs(name: string): number | undefined {
		const value = this.#member(name);
		if (value === undefined) return undefined;
		if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw this.#wrongType(name, "a timestamp", value);
		return value.getTime();
	}

	requiredTimestampMs(name: string): number {
		return this.timestampMs(name) ?? this.#refuseMissing(name);
	}

	strings(name: string, maxItems = Number.POSITIVE_INFINITY): readonly string[] | undefined {
		return this.#list(name, maxItems)?.map((item, index) => {
			if (typeof item !== "string") throw this.#wrongType(`${name}.member.${index + 1}`, "a string", item);
			return item;
		});
	}

	requiredStrings(name: string, maxItems = Number.POSITIVE_INFINITY): readonly string[] {
		return this.strings(name, maxItems) ?? this.#refuseMissing(name);
	}

	numbers(name: string, maxItems = Number.POSITIVE_INFINITY): readonly number[] | undefined {
		return this.#list(name, maxItems)?.map((item, index) => {
			if (typeof item !== "number") throw this.#wrongType(`${name}.member.${index + 1}`, "a number", item);
			return item;
		});
	}

	structure(name: string): Structure | undefined {
		const value = this.#member(name);
		return value === undefined ? undefined : new Structure(value, `${this.#path}${name}.`, this.#missingCode);
	}

	requiredStructure(name: string): Structure {
		return this.structure(name) ?? this.#refuseMissing(name);
	}

	structures(name: string, maxItems = Number.POSITIVE_INFINITY): readonly Structure[] | undefined {
		return this.#list(name, maxItems)?.map(
			(item, index) => new Structure(item, `${this.#path}${name}.member.${index + 1}.`, this.#missingCode),
		);
	}

	requiredStructures(name: string, maxItems = Number.POSITIVE_INFINITY): readonly Structure[] {
		return this.structures(name, maxItems) ?? this.#refuseMissing(name);
	}

	/** Where a member stands in the input, for messages of rules that a structure cannot know. */
	pathOf(name: string): string {
		return `${this.#path}${name}`;
	}

	#member(name: string): unknown {
		return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
	}

	#list(name: string, maxItems: number): readonly unknown[] | undefined {
		const value = this.#member(name);
		if (value === undefined) return undefined;
		if (!Array.isArray(value)) throw this.#wrongType(name, "a list", value);
		if (value.length > maxItems) {
			throw this.#constraint(name, `a list of ${value.length}`, `Member must have length less than or equal to ${maxItems}`);
		}
		// Holes become absent members, which are refused by whoever reads them.
		return Array.from(value);
	}

	#refuseMissing(name: string): never {
		if (this.#missingCode === "MissingRequiredParameterException") {
			throw cloudWatchError("MissingRequiredParameterException", `The parameter ${this.#path}${name} is required.`);
		}
		throw this.#constraint(name, null, "Member must not be null");
	}

	#constraint(name: string, value: unknown, constraint: string) {
		const at = `${this.#path}${name}`.replaceAll(/(^|\.)[A-Z]/g, (start) => start.toLowerCase());
		return cloudWatchError(
			"ValidationError",
			`1 validation error detected: Value ${value === null ? "null" : `'${shown(value)}'`} at '${at}' failed to satisfy constraint: ${constraint}`,
		);
	}

	#wrongType(name: string, wanted: string, value: unknown) {
		return cloudWatchError("SerializationException", `${this.#path}${name} must be ${wanted}, is ${shown(value)}`);
	}
}

/** Short enough for a message, whatever was sent. */
function shown(value: unknown): string {
	const text =
		typeof value === "string"
			? value
			: typeof value === "object" && value !== null
				? `a ${Array.isArray(value) ? "list" : "structure"}`
				: String(value);
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

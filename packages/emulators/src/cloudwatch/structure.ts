import { type ModelType, membersOf, optional, ownMember, RequestReader, required, type Shape, string } from "../request-reader.ts";
import { type CloudWatchErrorCode, cloudWatchError } from "./errors.ts";
import { MAX_NAME_LENGTH } from "./limits.ts";

/** The form of values on the wire. `text`: numbers and booleans are texts, and an empty text is an empty list, as in the query protocol. */
export type WireForm = "text" | "typed";

/**
 * One structure of a request, read member by member: some members decide which others are required, and the answer has only the first
 * fault. Members that the emulator does not read are ignored, as the service ignores unknown ones.
 */
export class Structure extends RequestReader {
	readonly #members: object;
	readonly #form: WireForm;
	readonly #absentCode: CloudWatchErrorCode;

	/**
	 * @param absentCode the exception with which the operation refuses an absent member
	 * @throws ServiceError SerializationException if the value is no structure
	 */
	constructor(value: unknown, form: WireForm, absentCode: CloudWatchErrorCode = "ValidationError", path: (number | string)[] = []) {
		super(path);
		this.#form = form;
		this.#absentCode = absentCode;
		this.#members = membersOf(value, this);
	}

	/** A structure within this one, also read member by member. */
	static readonly shape: Shape<Structure> = {
		read: (value, reader) => {
			const within = reader as Structure;
			return new Structure(value, within.#form, within.#absentCode, [...within.path]);
		},
	};

	/** The same structure for an operation that refuses absent members with another exception. */
	refusingAbsentBy(absentCode: CloudWatchErrorCode): Structure {
		return new Structure(this.#members, this.#form, absentCode);
	}

	has(name: string): boolean {
		return (ownMember(this.#members, name) ?? undefined) !== undefined;
	}

	optional<T>(name: string, shape: Shape<T>): T | undefined {
		return this.step(name, optional(shape), ownMember(this.#members, name));
	}

	required<T>(name: string, shape: Shape<T>): T {
		return this.step(name, required(shape), ownMember(this.#members, name));
	}

	/** The path of a member in the request, for messages of rules beyond its shape. */
	pathOf(name: string): string {
		return placeOf([...this.path, name]);
	}

	/** A text that is no number stays text, so that the refusal names its type. */
	override typed(value: unknown, wanted: ModelType): unknown {
		if (this.#form === "typed" || typeof value !== "string") return value;
		if (wanted === "List") return value === "" ? [] : value;
		if (wanted === "Boolean") return value === "true" ? true : value === "false" ? false : value;
		const number = Number(value);
		return value.trim() === "" || Number.isNaN(number) ? value : number;
	}

	override wholeNumber(value: unknown): number {
		const read = finiteNumber.read(value, this);
		return Number.isInteger(read) ? read : this.refuseType(read, "Integer");
	}

	override refuseType(value: unknown, wanted: ModelType): never {
		const place = this.path.length === 0 ? "The input" : placeOf(this.path);
		const article = wanted === "Integer" ? "an" : "a";
		throw cloudWatchError("SerializationException", `${place} must be ${article} ${wanted.toLowerCase()}, is ${shown(value)}`);
	}

	override fault(value: unknown, constraint: string): never {
		const at = placeOf(this.path.map((step) => (typeof step === "number" ? step : step.charAt(0).toLowerCase() + step.slice(1))));
		const what = value === null ? "null" : `'${Array.isArray(value) ? `a list of ${value.length}` : shown(value)}'`;
		throw cloudWatchError(
			"ValidationError",
			`1 validation error detected: Value ${what} at '${at}' failed to satisfy constraint: ${constraint}`,
		);
	}

	override missing(): void {
		if (this.#absentCode === "ValidationError") super.missing();
		else throw cloudWatchError(this.#absentCode, `The parameter ${placeOf(this.path)} is required.`);
	}
}

/** A string of at least one character. */
export function nonEmpty(maxLength = Number.POSITIVE_INFINITY): Shape<string> {
	return string({ minLength: 1, maxLength });
}

/** The name of a metric, a namespace, an alarm, a dimension, a query. */
export const shortName = nonEmpty(MAX_NAME_LENGTH);

/** Also NaN and infinity: the operation refuses a list of values with its own message. */
export const anyNumber: Shape<number> = {
	read(value, reader) {
		const typed = reader.typed(value, "Number");
		return typeof typed === "number" ? typed : reader.refuseType(typed, "Number");
	},
};

export const finiteNumber: Shape<number> = {
	read(value, reader) {
		const read = anyNumber.read(value, reader);
		if (Number.isFinite(read)) return read;
		const place = placeOf(reader.path);
		throw cloudWatchError("InvalidParameterValueException", `The value ${read} for parameter ${place} is invalid: it must be finite.`);
	},
};

/** Epoch milliseconds from a `Date`, from epoch seconds (JSON), or from ISO 8601 (query protocol). */
export const timestamp: Shape<number> = {
	read(value, reader) {
		const date = typeof value === "number" ? new Date(value * 1_000) : typeof value === "string" ? new Date(value) : value;
		if (date instanceof Date && !Number.isNaN(date.getTime())) return date.getTime();
		return reader.refuseType(typeof value === "string" ? value : date, "Timestamp");
	},
};

/** `MetricData.member.1.MetricName` */
function placeOf(path: readonly (number | string)[]): string {
	return path.map((step) => (typeof step === "number" ? `member.${step}` : step)).join(".");
}

/** A short form of any value, for a message. */
function shown(value: unknown): string {
	const text = typeof value === "object" && value !== null ? `a ${Array.isArray(value) ? "list" : "structure"}` : String(value);
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

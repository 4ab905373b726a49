import { HistoryError } from "@headroom/controller";

/** Reads one item's attributes by type. An attribute that was edited by hand or written by another version is an error, never a guess. */
export class ItemReader {
	readonly #streamName: string;
	readonly #path: string;
	readonly #item: Readonly<Record<string, unknown>>;

	constructor(streamName: string, path: string, item: Readonly<Record<string, unknown>>) {
		this.#streamName = streamName;
		this.#path = path;
		this.#item = item;
	}

	/** @throws HistoryError `history.malformed` */
	number(key: string): number {
		const value = this.#item[key];
		if (typeof value !== "number" || !Number.isFinite(value)) throw this.malformed(key, "a number");
		return value;
	}

	/** @throws HistoryError `history.malformed` if it exists and is no number */
	optionalNumber(key: string): number | undefined {
		return this.#item[key] === undefined ? undefined : this.number(key);
	}

	/** @throws HistoryError `history.malformed` */
	text(key: string): string {
		const value = this.#item[key];
		if (typeof value !== "string") throw this.malformed(key, "a string");
		return value;
	}

	/** @throws HistoryError `history.malformed` if it exists and is no string */
	optionalText(key: string): string | undefined {
		return this.#item[key] === undefined ? undefined : this.text(key);
	}

	/** @throws HistoryError `history.malformed` when it is no JSON text */
	json(key: string): unknown {
		const text = this.text(key);
		try {
			return JSON.parse(text);
		} catch {
			throw this.malformed(key, "JSON");
		}
	}

	/** A map inside the item; undefined if absent. @throws HistoryError `history.malformed` if it exists and is no map */
	nested(key: string): ItemReader | undefined {
		const value = this.#item[key];
		if (value === undefined) return undefined;
		if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.malformed(key, "a map");
		return new ItemReader(this.#streamName, `${this.#path}.${key}`, { ...value });
	}

	malformed(key: string, mustBe: string): HistoryError {
		return new HistoryError(
			`History item ${this.#path} of stream ${this.#streamName} is malformed: ${key} must be ${mustBe}, is ${JSON.stringify(this.#item[key])}. ` +
				"Correct or delete the attribute in the history table.",
			{ code: "history.malformed", retryable: false, streamName: this.#streamName },
		);
	}
}

/** @throws HistoryError `history.malformed` when the value is none of `values` */
export function oneOf<const Value extends string>(reader: ItemReader, key: string, values: readonly Value[]): Value {
	const text = reader.text(key);
	const found = values.find((value) => value === text);
	if (found === undefined) throw reader.malformed(key, `one of ${values.join(", ")}`);
	return found;
}

export function absentOr<Value, Result>(value: Value | undefined, then: (value: Value) => Result): Result | undefined {
	return value === undefined ? undefined : then(value);
}

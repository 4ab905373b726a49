import { HistoryError } from "@headroom/controller";
import { MAX_EPOCH_MS, shortWords } from "@headroom/engine";

/**
 * Of a stored JSON text: ours have six. What writes or compares a value goes down into it, and thousands of levels end it: a RangeError of the stack,
 * which is nobody's item any longer.
 */
const MAX_JSON_DEPTH = 32;

/** Longer than this, a value hides the sentence that it stands in. */
const SHOWN_LENGTH = 80;

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

	/** Milliseconds since the epoch. @throws HistoryError `history.malformed` when it is no moment that a calendar has */
	moment(key: string): number {
		const value = this.number(key);
		if (Math.abs(value) > MAX_EPOCH_MS) throw this.malformed(key, "a time in milliseconds");
		return value;
	}

	/** @throws HistoryError `history.malformed` when it is there and no moment */
	optionalMoment(key: string): number | undefined {
		return this.#item[key] === undefined ? undefined : this.moment(key);
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

	/** @throws HistoryError `history.malformed` when it is no JSON text, or one that is nested too deep to be written again */
	json(key: string): unknown {
		const value = this.#parse(key);
		if (isDeeperThan(value, MAX_JSON_DEPTH)) throw this.malformed(key, `JSON with at most ${MAX_JSON_DEPTH} levels`);
		return value;
	}

	/** A map inside the item; undefined if absent. @throws HistoryError `history.malformed` if it exists and is no map */
	nested(key: string): ItemReader | undefined {
		const value = this.#item[key];
		if (value === undefined) return undefined;
		if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.malformed(key, "a map");
		return new ItemReader(this.#streamName, `${this.#path}.${key}`, { ...value });
	}

	/** @param mustBe of the attribute, or of a part of it that `part` names */
	malformed(key: string, mustBe: string, part = ""): HistoryError {
		const name = `History item ${shown(this.#path)} of stream ${shown(this.#streamName)}`;
		return new HistoryError(
			`${name} is malformed: ${key}${part} must be ${mustBe}, is ${shown(JSON.stringify(this.#item[key]) ?? "undefined")}. ` +
				"Correct or delete the attribute in the history table.",
			{ code: "history.malformed", retryable: false, streamName: this.#streamName },
		);
	}

	#parse(key: string): unknown {
		const text = this.text(key);
		try {
			return JSON.parse(text);
		} catch {
			throw this.malformed(key, "JSON");
		}
	}
}

/** Without going down into it by calls, of which there is room for a few thousand only. */
function isDeeperThan(value: unknown, depth: number): boolean {
	let level: unknown[] = [value];
	for (let levels = 0; levels <= depth; levels += 1) {
		level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
		if (level.length === 0) return false;
	}
	return true;
}

function shown(text: string): string {
	return shortWords(text, SHOWN_LENGTH);
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

import { checkLength, type ModelType, membersOf, optional, RequestReader, type Shape, string } from "../request-reader.ts";
import { serializationFault, validationFault } from "./errors.ts";

/** The service names at most this many faults. */
const MAX_REPORTED_FAULTS = 10;

/** An answer must not repeat megabytes. */
const LONGEST_QUOTE = 256;

/**
 * @throws ServiceError SerializationException at the first wrong JSON type, else ValidationException with all violated
 *   constraints
 */
export function parseInput<T>(shape: Shape<T>, input: unknown): T {
	const reader = new KinesisReader();
	const parsed = shape.read(input ?? {}, reader);
	reader.refuseFaults();
	return parsed;
}

class KinesisReader extends RequestReader {
	readonly #faults: string[] = [];

	/** Characters, not UTF-16 units. */
	override lengthOf(text: string): number {
		return [...text].length;
	}

	/** Drops a fraction. */
	override wholeNumber(value: unknown): number {
		return typeof value === "number" ? Math.trunc(value) : this.refuseType(value, "Integer");
	}

	override refuseType(value: unknown, wanted: ModelType): never {
		if (wanted === "List") throw serializationFault("Unexpected field type");
		if (wanted === "Structure" || wanted === "Map") {
			throw serializationFault(Array.isArray(value) ? "Start of list found where not expected" : "Unexpected field type");
		}
		throw serializationFault(`${jsonTypeOf(value)} cannot be converted to ${wanted}`);
	}

	override fault(value: unknown, constraint: string): void {
		if (this.#faults.length === MAX_REPORTED_FAULTS) return;
		const at = this.path.map((step) => (typeof step === "number" ? `${step}.member` : step.charAt(0).toLowerCase() + step.slice(1)));
		this.#faults.push(`Value ${described(value)} at '${at.join(".")}' failed to satisfy constraint: ${constraint}`);
	}

	refuseFaults(): void {
		const count = this.#faults.length;
		if (count > 0) throw validationFault(`${count} validation error${count > 1 ? "s" : ""} detected: ${this.#faults.join("; ")}`);
	}
}

/** Epoch seconds with a fraction on the wire; epoch milliseconds here. */
export const timestamp: Shape<number> = {
	read: (value, reader) =>
		typeof value === "number" && Number.isFinite(value) ? Math.round(value * 1_000) : reader.refuseType(value, "Timestamp"),
};

/** A blob stays base64. It is decoded only once, into the shard's memory. */
export interface Blob {
	readonly base64: string;
	readonly byteLength: number;
}

export function blob(maxBytes: number): Shape<Blob> {
	return {
		read(value, reader) {
			if (typeof value !== "string") return reader.refuseType(value, "Blob");
			const padding = value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
			const firstPadding = value.indexOf("=");
			const isPaddedAtEnd = firstPadding === -1 || firstPadding === value.length - padding;
			if (value.length % 4 !== 0 || !isPaddedAtEnd || /[^A-Za-z0-9+/=]/.test(value)) {
				throw serializationFault("Invalid Base64: the value cannot be converted to Blob");
			}
			const read = { base64: value, byteLength: (value.length / 4) * 3 - padding };
			checkLength(read.byteLength, { maxLength: maxBytes }, read, reader);
			return read;
		},
	};
}

interface TextLength {
	readonly minLength: number;
	readonly maxLength: number;
}

export function stringMap(bounds: TextLength, keys: TextLength, values: TextLength): Shape<ReadonlyMap<string, string>> {
	return {
		read(value, reader) {
			const map = new Map<string, string>();
			for (const [key, member] of Object.entries(membersOf(value, reader))) {
				map.set(key, typeof member === "string" ? member : reader.refuseType(member, "String"));
			}
			checkLength(map.size, bounds, map, reader);
			checkTexts("Map keys", [...map.keys()], keys, map, reader);
			checkTexts("Map value", [...map.values()], values, map, reader);
			return map;
		},
	};
}

function checkTexts(
	what: string,
	texts: readonly string[],
	{ maxLength, minLength }: TextLength,
	map: unknown,
	reader: RequestReader,
): void {
	if (texts.every((text) => text.length >= minLength && reader.lengthOf(text) <= maxLength)) return;
	const lengths = `Member must have length less than or equal to ${maxLength}, Member must have length greater than or equal to ${minLength}`;
	reader.fault(map, `${what} must satisfy constraint: [${lengths}]`);
}

/** Constraints of the API model's shapes, botocore service-2.json of 2013-12-02 (read 2026-11-23). */
export const streamName = string({ minLength: 1, maxLength: 128, pattern: "[a-zA-Z0-9_.-]+" });
export const streamArn = string({ minLength: 1, maxLength: 2048, pattern: "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+" });
export const consumerArn = string({
	minLength: 1,
	maxLength: 2048,
	pattern: "(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+",
});
export const shardId = string({ minLength: 1, maxLength: 128, pattern: "[a-zA-Z0-9_.-]+" });
export const hashKey = string({ pattern: "0|([1-9]\\d{0,38})" });
export const sequenceNumber = string({ pattern: "0|([1-9]\\d{0,128})" });
export const nextToken = string({ minLength: 1, maxLength: 1_048_576 });

/** A stream is named by either or both. */
export const namedStream = { StreamName: optional(streamName), StreamARN: optional(streamArn) } as const;

/** Epoch seconds with milliseconds, as AWS JSON has timestamps. */
export function toWireTimestamp(epochMs: number): number {
	return epochMs / 1_000;
}

/** A value in the form of the service's messages. */
function described(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return value.length === 0 ? "'[]'" : `'[${value.length} members]'`;
	if (value instanceof Map) return `'${quote(`{${[...value].map(([key, member]) => `${key}=${member}`).join(", ")}}`)}'`;
	if (typeof value === "object" && "byteLength" in value) {
		return `'java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]'`;
	}
	return `'${quote(String(value))}'`;
}

function quote(text: string): string {
	return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
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

import { ServiceError } from "@headroom/emulators";
import { Decoder, Encoder, Tag } from "cbor-x";
import { parseJsonInput } from "../../endpoint/aws-json.ts";

/** How a client of Kinesis writes its requests and reads its answers. Both forms have the same members. */
export interface KinesisCodec {
	readonly contentType: string;
	/** @returns the input in AWS JSON's wire form. @throws ServiceError SerializationException */
	decode(body: Buffer): object;
	/** @param output in AWS JSON's wire form */
	encode(output: object): Buffer | string;
}

export const jsonCodec: KinesisCodec = {
	contentType: "application/x-amz-json-1.1",
	decode: parseJsonInput,
	encode: (output) => JSON.stringify(output),
};

const OPTIONS = { mapsAsObjects: true, useRecords: false, variableMapSize: true } as const;
const encoder = new Encoder(OPTIONS);
/** Whole numbers of eight bytes as numbers, as Java's milliseconds are: an option that the package's types leave out. */
const DECODING = { ...OPTIONS, int64AsNumber: true };
const decoder = new Decoder(DECODING);

/** Members of the API model with these types. In CBOR a blob is bytes and a timestamp is tag 1; in JSON they are base64 and a number. */
const BLOBS = new Set(["Data"]);
const TIMESTAMPS = new Set(["ApproximateArrivalTimestamp", "ConsumerCreationTimestamp", "StreamCreationTimestamp"]);

const EPOCH_TAG = 1;
const SECOND_MS = 1_000;
/** As seconds the year 5138, as milliseconds 1973: below it a moment is in seconds. */
const LARGEST_SECONDS = 100_000_000_000;
const LARGEST_UINT32 = 0xffff_ffff;

/**
 * The CBOR form of the protocol, which Java's SDKs speak: the same members, maps and strings. A moment is tag 1 with milliseconds where CBOR's
 * own meaning is seconds; both are read, and milliseconds are written.
 * @see https://github.com/aws/aws-sdk-java-v2/issues/3498
 */
export const cborCodec: KinesisCodec = {
	contentType: "application/x-amz-cbor-1.1",
	decode(body) {
		let input: unknown;
		try {
			input = body.length === 0 ? {} : decoder.decode(body);
		} catch (error) {
			throw new ServiceError("SerializationException", `The body is not CBOR: ${error instanceof Error ? error.message : String(error)}`);
		}
		if (typeof input !== "object" || input === null || Array.isArray(input)) {
			throw new ServiceError("SerializationException", "The body must be a CBOR map.");
		}
		return fromCbor(input) as object;
	},
	encode: (output) => encoder.encode(toCbor(output)),
};

function fromCbor(value: unknown): unknown {
	if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
	if (value instanceof Date) return secondsOf(value.getTime() / SECOND_MS);
	if (Array.isArray(value)) return value.map(fromCbor);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, fromCbor(child)]));
}

function secondsOf(epoch: number): number {
	return epoch > LARGEST_SECONDS ? epoch / SECOND_MS : epoch;
}

function toCbor(value: unknown, name = ""): unknown {
	if (typeof value === "string" && BLOBS.has(name)) return Buffer.from(value, "base64");
	if (typeof value === "number") {
		if (TIMESTAMPS.has(name)) return new Tag(BigInt(Math.round(value * SECOND_MS)), EPOCH_TAG);
		// The encoder would write a floating point number, which a client's whole number cannot be read from.
		return Number.isInteger(value) && value > LARGEST_UINT32 ? BigInt(value) : value;
	}
	if (Array.isArray(value)) return value.map((element) => toCbor(element, name));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([member, child]) => (child === undefined ? [] : [[member, toCbor(child, member)]])),
	);
}

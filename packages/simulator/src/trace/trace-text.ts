const JSON_BEGINS = /^\s*[[{]/;
const LITTLE_ENDIAN_MARK = [0xff, 0xfe];
type Decoder = InstanceType<typeof TextDecoder>;

const BYTE_ORDER_MARK = "\uFEFF";

export type TraceChunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A file's text, and its form by its first character: exports have any name, and the standard input has none. */
export interface TraceText {
	readonly form: "csv" | "json";
	readonly text: AsyncIterable<string>;
}

/**
 * Text as it arrives, without a byte order mark: UTF-8, or UTF-16 if the mark says so, as Excel's "Unicode Text" does.
 *
 * @throws TypeError if bytes are not in that encoding; while `text` is read, too
 */
export async function traceText(chunks: TraceChunks): Promise<TraceText> {
	const decoded = decode(chunks);
	let head = "";
	while (head.trim() === "") {
		const next = await decoded.next();
		if (next.done === true) break;
		head += next.value;
	}
	return { form: JSON_BEGINS.test(head) ? "json" : "csv", text: joined(head, decoded) };
}

async function* joined(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
	yield head;
	yield* rest;
}

async function* decode(chunks: TraceChunks): AsyncGenerator<string> {
	let decoder: Decoder | undefined;
	let isFirst = true;
	let first: number[] = [];
	for await (const chunk of chunks) {
		let text: string;
		if (typeof chunk === "string") text = chunk;
		else if (decoder === undefined) {
			// One byte alone does not show the encoding.
			const bytes = new Uint8Array([...first, ...chunk]);
			first = [];
			if (bytes.length < 2) {
				first = [...bytes];
				continue;
			}
			decoder = decoderOf(bytes);
			text = decoder.decode(bytes, { stream: true });
		} else text = decoder.decode(chunk, { stream: true });
		if (text === "") continue;
		yield isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
		isFirst = false;
	}
	const end = decoder === undefined ? decoderOf(first).decode(new Uint8Array(first)) : decoder.decode();
	if (end !== "") yield end;
}

function decoderOf(bytes: ArrayLike<number>): Decoder {
	const isLittleEndian = LITTLE_ENDIAN_MARK.every((byte, index) => bytes[index] === byte);
	return new TextDecoder(isLittleEndian ? "utf-16le" : "utf-8", { fatal: true, ignoreBOM: true });
}

/** Longer than this is no line of a trace but a file without lines. */
const LONGEST_LINE = 65_536;

/**
 * The lines of a text as it arrives, in batches, so that ten million of them are not ten million promises. Takes off a byte order mark and
 * the `\r` of `\r\n`; keeps empty lines, so that the number of a line is the one an editor shows.
 *
 * @param chunks bytes of UTF-8 or text: a file's stream, standard input, a few strings
 * @throws TypeError if bytes are not UTF-8; RangeError if a line does not end
 */
export async function* textLines(
	chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): AsyncGenerator<readonly string[]> {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let rest = "";
	let isFirst = true;
	for await (const chunk of chunks) {
		let text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
		if (isFirst && text.length > 0) {
			isFirst = false;
			if (text.startsWith("\uFEFF")) text = text.slice(1);
		}
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		if (rest.length > LONGEST_LINE) throw new RangeError(`A line has more than ${LONGEST_LINE} characters.`);
		if (lines.length > 0) yield lines.map(withoutCarriageReturn);
	}
	rest += decoder.decode();
	if (rest !== "") yield [withoutCarriageReturn(rest)];
}

function withoutCarriageReturn(line: string): string {
	return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** Fields of one line of CSV (RFC 4180, a field within one line). @returns undefined if a quote does not close */
export function csvFields(line: string, delimiter: string): readonly string[] | undefined {
	if (!line.includes('"')) return line.split(delimiter);
	const fields: string[] = [];
	let index = 0;
	while (index <= line.length) {
		const isQuoted = line[index] === '"';
		const end = isQuoted ? closingQuote(line, index) + 1 : endOfField(line, index, delimiter);
		if (end === 0 || (end < line.length && line[end] !== delimiter)) return undefined;
		fields.push(isQuoted ? line.slice(index + 1, end - 1).replaceAll('""', '"') : line.slice(index, end));
		index = end + 1;
	}
	return fields;
}

function endOfField(line: string, from: number, delimiter: string): number {
	const end = line.indexOf(delimiter, from);
	return end === -1 ? line.length : end;
}

function closingQuote(line: string, opening: number): number {
	let index = line.indexOf('"', opening + 1);
	while (index !== -1 && line[index + 1] === '"') index = line.indexOf('"', index + 2);
	return index;
}

import type { Readable } from "node:stream";

/** The result of reading a request's body. `aborted`: the client closed the connection. */
export type CollectedBody = Buffer | "aborted" | "too-large";

/**
 * Reads a whole body. Over the limit it reads on up to the same length again without keeping it, so that the client gets the refusal and
 * not a broken connection.
 */
export function collectBody(stream: Readable, maximumBytes: number): Promise<CollectedBody> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let length = 0;
		// Listeners, not an async iterator: this runs for every request, and costs a third of that.
		stream.on("data", (chunk: Buffer) => {
			length += chunk.length;
			if (length <= maximumBytes) chunks.push(chunk);
			else if (length > 2 * maximumBytes) resolve("too-large");
		});
		stream.on("end", () => resolve(length > maximumBytes ? "too-large" : joined(chunks)));
		stream.on("error", () => resolve("aborted"));
		stream.on("close", () => resolve("aborted"));
	});
}

function joined(chunks: readonly Buffer[]): Buffer {
	const [only] = chunks;
	return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

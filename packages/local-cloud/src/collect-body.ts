import type { Readable } from "node:stream";

/** What reading a request's body came to. `aborted`: the client went away. */
export type CollectedBody = Buffer | "aborted" | "too-large";

/**
 * Reads a body whole. A body over the limit is read on for as long again, without being kept, so that the client gets to read the
 * refusal instead of a broken connection.
 */
export function collectBody(stream: Readable, maximumBytes: number): Promise<CollectedBody> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let length = 0;
		// Listeners rather than an async iterator: this runs for every request, and costs a third.
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

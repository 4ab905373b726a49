import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";

export interface LogLine {
	/** Grows by one a line, over all sources: the order in which they were written. */
	readonly sequence: number;
	readonly atMs: number;
	/** The source of the line: the function's deployed name. */
	readonly functionName: string;
	readonly line: string;
}

/**
 * Keeps the newest lines of each source, so that a source with many lines does not displace those of others. A log file keeps all lines.
 */
const MAXIMUM_LINES = 20_000;

/** A line of the tally names up to 500 votes: 20,000 of them are 200 MB. */
const MAXIMUM_CHARACTERS = 16 * 1024 * 1024;

interface KeptLines {
	lines: LogLine[];
	characters: number;
}

/** The functions' lines: kept, and appended to a file if one is given. */
export class FunctionLogs {
	readonly #linesOf = new Map<string, KeptLines>();
	readonly #file: WriteStream | undefined;
	#nextSequence = 1;

	private constructor(file: WriteStream | undefined) {
		this.#file = file;
	}

	/** @throws Error when the file cannot be opened */
	static async open(path: string | undefined): Promise<FunctionLogs> {
		if (path === undefined) return new FunctionLogs(undefined);
		const file = createWriteStream(path, { flags: "a" });
		await once(file, "open");
		return new FunctionLogs(file);
	}

	append(functionName: string, line: string, atMs: number): void {
		let kept = this.#linesOf.get(functionName);
		if (kept === undefined) {
			kept = { lines: [], characters: 0 };
			this.#linesOf.set(functionName, kept);
		}
		kept.lines.push({ sequence: this.#nextSequence++, atMs, functionName, line });
		kept.characters += line.length;
		// In chunks, since removing one line at a time from the front of a long list costs more than the line.
		if (kept.lines.length > 2 * MAXIMUM_LINES || kept.characters > 2 * MAXIMUM_CHARACTERS) dropOldest(kept);
		this.#file?.write(`${functionName} ${line}\n`);
	}

	/** @param filter only lines that contain it, or whose function it names */
	find(filter: string): readonly LogLine[] {
		const found = [...this.#linesOf.keys()].flatMap((functionName) =>
			functionName === filter ? this.linesOf(functionName) : this.linesOf(functionName).filter(({ line }) => line.includes(filter)),
		);
		return found.sort((left, right) => left.sequence - right.sequence);
	}

	/** The newest lines of one source, the oldest first. */
	linesOf(functionName: string): readonly LogLine[] {
		return this.#linesOf.get(functionName)?.lines.slice(-MAXIMUM_LINES) ?? [];
	}

	async close(): Promise<void> {
		if (this.#file === undefined) return;
		this.#file.end();
		await once(this.#file, "close");
	}
}

/** The newest line stays, however long it is. */
function dropOldest(kept: KeptLines): void {
	let first = Math.max(0, kept.lines.length - MAXIMUM_LINES);
	let characters = 0;
	for (const { line } of kept.lines.slice(first)) characters += line.length;
	for (; characters > MAXIMUM_CHARACTERS && first < kept.lines.length - 1; first += 1) characters -= kept.lines[first]?.line.length ?? 0;
	kept.lines = kept.lines.slice(first);
	kept.characters = characters;
}

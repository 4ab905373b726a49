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

/** The functions' lines: kept, and appended to a file if one is given. */
export class FunctionLogs {
	readonly #linesOf = new Map<string, LogLine[]>();
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
		let lines = this.#linesOf.get(functionName);
		if (lines === undefined) {
			lines = [];
			this.#linesOf.set(functionName, lines);
		}
		lines.push({ sequence: this.#nextSequence++, atMs, functionName, line });
		// In chunks, since removing one line at a time from the front of a long list costs more than the line.
		if (lines.length > 2 * MAXIMUM_LINES) lines.splice(0, lines.length - MAXIMUM_LINES);
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
		return this.#linesOf.get(functionName)?.slice(-MAXIMUM_LINES) ?? [];
	}

	async close(): Promise<void> {
		if (this.#file === undefined) return;
		this.#file.end();
		await once(this.#file, "close");
	}
}

import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";

export interface LogLine {
	readonly atMs: number;
	readonly functionName: string;
	readonly line: string;
}

/** The newest lines are kept for `GET /_stage/logs`; a log file keeps them all. */
const MAXIMUM_LINES = 20_000;

/** What the functions print: remembered, and appended to a file where one is named. */
export class FunctionLogs {
	readonly #lines: LogLine[] = [];
	readonly #file: WriteStream | undefined;

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
		this.#lines.push({ atMs, functionName, line });
		// In chunks, since removing one line at a time from the front of a long list costs more than the line.
		if (this.#lines.length > 2 * MAXIMUM_LINES) this.#lines.splice(0, this.#lines.length - MAXIMUM_LINES);
		this.#file?.write(`${functionName} ${line}\n`);
	}

	/** @param filter only lines that contain it, or whose function it names */
	find(filter: string): readonly LogLine[] {
		const newest = this.#lines.slice(-MAXIMUM_LINES);
		return filter === "" ? newest : newest.filter(({ functionName, line }) => functionName === filter || line.includes(filter));
	}

	async close(): Promise<void> {
		if (this.#file === undefined) return;
		this.#file.end();
		await once(this.#file, "close");
	}
}

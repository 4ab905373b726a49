import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LoadError } from "../load-error.ts";
import { parseStoredRun, type StoredRun } from "./stored-run.ts";

/** In the working directory. */
export const RESULTS_DIRECTORY = "load-results";

/** `load-results/2026-11-25T22-51-03Z.json`: no colons, which some file systems refuse. */
export function resultPath(startedAtMs: number): string {
	return join(RESULTS_DIRECTORY, `${new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(":", "-")}Z.json`);
}

/** The file operations of a store. */
export interface FilePort {
	mkdir(path: string): Promise<unknown>;
	writeFile(path: string, text: string): Promise<unknown>;
	rename(from: string, to: string): Promise<unknown>;
	remove(path: string): Promise<unknown>;
}

const FILES: FilePort = {
	mkdir: (path) => mkdir(path, { recursive: true }),
	writeFile: (path, text) => writeFile(path, text),
	rename: (from, to) => rename(from, to),
	remove: (path) => rm(path, { force: true }),
};

/**
 * Keeps a growing run in its file. Each time it writes a new file and then replaces the old one, so that the file always has a complete
 * state, the last one that was written.
 */
export class RunStore {
	readonly path: string;
	readonly #files: FilePort;
	#writing: Promise<void> = Promise.resolve();
	#isWriting = false;
	#failure: LoadError | undefined;
	#storedUntilMs: number | undefined;

	private constructor(path: string, files: FilePort) {
		this.path = path;
		this.#files = files;
	}

	/** Writes the first state, so that a bad path fails before the run. @throws LoadError */
	static async create(path: string, first: StoredRun, files: FilePort = FILES): Promise<RunStore> {
		const store = new RunStore(path, files);
		try {
			await files.mkdir(dirname(path));
			await store.#write(first);
		} catch (error) {
			throw new LoadError(`The command cannot store the run in ${path}: ${reasonOf(error)}. Choose another file with --out.`);
		}
		return store;
	}

	/** Why the newest state is not in the file; absent when it is. */
	get failure(): LoadError | undefined {
		return this.#failure;
	}

	/** Stores the present state, unless the last write is still under way. Never rejects: a full disk must not end a run. */
	save(run: StoredRun): void {
		if (this.#isWriting) return;
		this.#isWriting = true;
		this.#writing = this.#tryWrite(run).finally(() => {
			this.#isWriting = false;
		});
	}

	/** Stores the last state. @throws LoadError if that fails; the file then keeps the state before */
	async finish(run: StoredRun): Promise<void> {
		await this.#writing;
		await this.#tryWrite(run);
		if (this.#failure !== undefined) throw this.#failure;
	}

	async #tryWrite(run: StoredRun): Promise<void> {
		try {
			await this.#write(run);
			this.#failure = undefined;
		} catch (error) {
			await this.#files.remove(partOf(this.path)).catch(() => {});
			const until =
				this.#storedUntilMs === undefined ? "nothing" : `the run until ${new Date(this.#storedUntilMs).toISOString().slice(11, 19)} UTC`;
			this.#failure = new LoadError(`The command could not store the run: ${reasonOf(error)}. ${this.path} has ${until}.`);
		}
	}

	async #write(run: StoredRun): Promise<void> {
		const nowMs = run.seconds.at(-1)?.atMs ?? run.startedAtMs;
		await this.#files.writeFile(partOf(this.path), `${JSON.stringify(run)}\n`);
		await this.#files.rename(partOf(this.path), this.path);
		this.#storedUntilMs = nowMs;
	}
}

/** The run in a file, or the newest one. @throws LoadError */
export async function readStoredRun(path?: string): Promise<{ readonly path: string; readonly run: StoredRun }> {
	const chosen = path ?? (await newestResult());
	try {
		return { path: chosen, run: parseStoredRun(await readFile(chosen, "utf8"), chosen) };
	} catch (error) {
		if (error instanceof LoadError) throw error;
		throw new LoadError(`${chosen} cannot be read: ${reasonOf(error)}.`);
	}
}

async function newestResult(): Promise<string> {
	const names = await readdir(RESULTS_DIRECTORY).catch((): string[] => []);
	// The names are the times of the runs.
	const newest = names
		.filter((name) => name.endsWith(".json"))
		.toSorted()
		.at(-1);
	if (newest === undefined) throw new LoadError(`${RESULTS_DIRECTORY}/ has no run. npm run load makes one.`);
	return join(RESULTS_DIRECTORY, newest);
}

function partOf(path: string): string {
	return `${path}.part`;
}

const DISK_REASONS: Readonly<Record<string, string>> = {
	EACCES: "no permission",
	EDQUOT: "the quota is used up",
	EFBIG: "files may not grow so large here",
	ENOENT: "no such file",
	ENOSPC: "the disk is full",
	ENOTDIR: "a part of the path is no directory",
	EROFS: "the file system is read-only",
};

function reasonOf(error: unknown): string {
	const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
	if (code !== undefined) return `${DISK_REASONS[code] ?? "the file system refuses"} (${code})`;
	return error instanceof Error ? error.message : String(error);
}

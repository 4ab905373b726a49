import { createHash, randomUUID } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE } from "@headroom/config";
import { version } from "esbuild";

/** What a bundle was made of: it is good as long as every file is as it was. */
interface Manifest {
	/** Path from the repository's root, with the file's state. */
	readonly inputs: Readonly<Record<string, string>>;
}

const MANIFEST = "inputs.json";
/** Decides which files a name leads to, and is no input of a bundle itself. */
const LOCK_FILE = "package-lock.json";

/** The manifest of a package of the repository: its `exports` decide which file a name leads to. */
function manifestOf(path: string): string[] {
	const [folder = ""] = /^packages\/[^/]+\//.exec(path) ?? [];
	return folder === "" ? [] : [`${folder}package.json`];
}

/**
 * Bundles of earlier starts, below `node_modules`. Bundling takes about a second of a core, and most starts change no source. An entry is used only while
 * every file that went into it has the size and the time of change that it had.
 */
export class BundleCache {
	readonly #directory: string;
	readonly #repositoryRoot: string;

	/** @param made everything that decides what is made, beside the files themselves */
	constructor(made: unknown, repositoryRoot: string) {
		this.#repositoryRoot = repositoryRoot;
		const key = createHash("sha256")
			.update(JSON.stringify([version, BUNDLE, made]))
			.digest("hex")
			.slice(0, 16);
		this.#directory = join(repositoryRoot, "node_modules/.cache/headroom-bundles", key);
	}

	/** @returns whether `outputDirectory` has the bundles now. Whatever is wrong with an entry, there is none. */
	async restore(outputDirectory: string): Promise<boolean> {
		try {
			const { inputs } = JSON.parse(await readFile(join(this.#directory, MANIFEST), "utf8")) as Manifest;
			const states = await Promise.all(Object.keys(inputs).map((path) => this.#stateOf(path)));
			if (Object.values(inputs).some((state, index) => state !== states[index])) return false;
			await cp(this.#directory, outputDirectory, { recursive: true });
			return true;
		} catch {
			return false;
		}
	}

	/**
	 * Keeps the bundles for later starts, unless a source has changed since they were begun. Another start may do the same at once: the last one counts. A
	 * full disk is no reason to stop.
	 *
	 * @param begunMs before the first source was read, milliseconds since the epoch
	 */
	async keep(inputPaths: readonly string[], outputDirectory: string, begunMs: number): Promise<void> {
		const fresh = `${this.#directory}.${randomUUID()}`;
		const old = `${fresh}.old`;
		try {
			const paths = [...new Set([...inputPaths, ...inputPaths.flatMap(manifestOf), LOCK_FILE])];
			const states = await Promise.all(paths.map((path) => this.#stateOf(path)));
			if (states.some((state) => Number(state.split("#")[1]) >= begunMs)) return;
			const inputs = Object.fromEntries(paths.map((path, index) => [path, states[index] ?? ""]));
			await mkdir(fresh, { recursive: true });
			await cp(outputDirectory, fresh, { recursive: true });
			await writeFile(join(fresh, MANIFEST), JSON.stringify({ inputs } satisfies Manifest));
			await rename(this.#directory, old).catch(() => {});
			await rename(fresh, this.#directory);
		} catch {
			// The next start bundles again.
		} finally {
			await Promise.all([fresh, old].map((path) => rm(path, { recursive: true, force: true }).catch(() => {})));
		}
	}

	async #stateOf(path: string): Promise<string> {
		const { mtimeMs, size } = await stat(join(this.#repositoryRoot, path));
		return `${size}#${mtimeMs}`;
	}
}

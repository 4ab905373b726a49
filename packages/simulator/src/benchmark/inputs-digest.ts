import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TRACE_FILES, TRACES_FOLDER } from "./benchmark-loads.ts";

/** The engine and what it is compared with. A test that runs a part of the benchmark again covers the rest of the simulator. */
const SOURCE_FOLDERS = ["../../../engine/src", "../generators", "../lower-bound", "../on-demand", "../peers"];
const SOURCE_FILES = ["./benchmark-loads.ts"];
/** Sentences decide nothing. */
const WORDS_FOLDER = "explain/";
const DIGEST_CHARACTERS = 16;

/** A digest of the engine's sources (with the default policy), the peers, the loads with their seeds, and the traces. */
export function inputsDigest(): string {
	const hash = createHash("sha256");
	for (const folder of SOURCE_FOLDERS) {
		const root = fileURLToPath(new URL(folder, import.meta.url));
		const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
		const deciding = files.filter((file) => file.endsWith(".ts") && !file.startsWith(WORDS_FOLDER));
		for (const file of deciding.sort()) add(hash, file, readFileSync(`${root}/${file}`, "utf8"));
	}
	for (const file of SOURCE_FILES) add(hash, file, readFileSync(new URL(file, import.meta.url), "utf8"));
	for (const file of TRACE_FILES) add(hash, file, readFileSync(`${TRACES_FOLDER}${file}`, "utf8"));
	return hash.digest("hex").slice(0, DIGEST_CHARACTERS);
}

/** Ignores line ends, which depend on the checkout. */
function add(hash: ReturnType<typeof createHash>, name: string, text: string): void {
	hash.update(`${name}\0${text.replaceAll("\r\n", "\n")}\0`);
}

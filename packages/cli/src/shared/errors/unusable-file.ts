import { CliError } from "./cli-error.ts";

/** Of errors of the file system, what each means for the file. */
const MEANINGS: Readonly<Record<string, string>> = {
	EACCES: "may not be opened by you",
	EISDIR: "is a folder",
	ENOENT: "does not exist",
	ENOTDIR: "is below a file, which is no folder",
	EROFS: "is on a disk that takes no writes",
};

/** An error of the file system in words; undefined for any other error. */
export function unusableFile(path: string, error: unknown, hints: readonly string[] = []): CliError | undefined {
	const meaning = error instanceof Error && "code" in error ? MEANINGS[String(error.code)] : undefined;
	return meaning === undefined ? undefined : new CliError("usage", `The file ${path} ${meaning}.`, { hints, cause: error });
}

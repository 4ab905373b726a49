import { spawn } from "node:child_process";
import { once } from "node:events";
import { CliError } from "../errors/cli-error.ts";
import type { Environment } from "../session/session-options.ts";

/** As POSIX names them, the first one that is set. @see https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html read 2026-11-27 */
const EDITOR_VARIABLES = ["VISUAL", "EDITOR"] as const;
const DEFAULT_EDITOR = "vi";

/**
 * Opens a file in the person's editor, and waits until they close it. The editor may have arguments: `code --wait`.
 *
 * @param file a path without quotes and `$`
 * @throws CliError if the editor cannot be started, or ends with an error
 */
export async function openEditor(file: string, env: Environment): Promise<void> {
	const variable = EDITOR_VARIABLES.find((name) => (env[name] ?? "").trim() !== "");
	const editor = variable === undefined ? DEFAULT_EDITOR : env[variable];
	// Ctrl-C in the editor is the editor's: without a listener it would end this process, too.
	const leaveToEditor = (): void => {};
	process.on("SIGINT", leaveToEditor);
	try {
		const [code, signal] = await once(spawn(`${editor} "${file}"`, { shell: true, stdio: "inherit" }), "close");
		if (code === 0) return;
		const how = code === null ? `was ended by ${signal}` : `ended with ${code}`;
		throw new CliError("failed", `The editor (${editor}) ${how}. Nothing was done.`, {
			hints: ["Name another: export EDITOR=nano."],
		});
	} finally {
		process.removeListener("SIGINT", leaveToEditor);
	}
}

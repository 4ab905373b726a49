import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

interface Ended {
	readonly code: number | null;
	/** Both streams, as a terminal would show them without colours. */
	readonly output: string;
}

interface Program {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
	/** @returns the output so far, as soon as the text is in it; rejects when the program ends without it */
	said(text: string): Promise<string>;
}

/** Starts one of the package's programs as npm does. @param program file in src without its ending, such as `demo/main` */
export function startProgram(program: string, ...words: string[]): Program {
	const main = fileURLToPath(new URL(`../../src/${program}.ts`, import.meta.url));
	const child = spawn(process.execPath, [main, ...words], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, NO_COLOR: "1" },
	});
	let output = "";
	const listeners = new Set<() => void>();
	const hear = (chunk: Buffer) => {
		output += chunk.toString();
		for (const listener of listeners) listener();
	};
	child.stdout.on("data", hear);
	child.stderr.on("data", hear);
	const ended = once(child, "close").then(([code]): Ended => ({ code: code as number | null, output }));
	const said = (text: string) =>
		new Promise<string>((resolve, reject) => {
			const listener = () => {
				if (!output.includes(text)) return;
				listeners.delete(listener);
				resolve(output);
			};
			listeners.add(listener);
			listener();
			ended.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)), reject);
		});
	return { child, ended, said };
}

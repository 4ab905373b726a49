import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pty from "@lydell/node-pty";
import { run } from "../../src/run.ts";
import { memoryTerminal } from "./program.ts";

export const BIN = fileURLToPath(new URL("../../bin/headroom.mjs", import.meta.url));

export interface Ended {
	readonly code: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Nothing of the person's own settings reaches the command. */
export function cleanEnvironment(env: Environment): Record<string, string> {
	return {
		PATH: process.env["PATH"] ?? "",
		HOME: "/nonexistent",
		AWS_EC2_METADATA_DISABLED: "true",
		AWS_CONFIG_FILE: "/nonexistent",
		AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
		...env,
	};
}

/** The real binary, with pipes instead of a terminal. */
export function start(
	args: readonly string[],
	env: Environment,
	input = "",
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
	const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnvironment(env), stdio: ["pipe", "pipe", "pipe"] });
	const output = { stdout: "", stderr: "" };
	child.stdout.on("data", (chunk: Buffer) => {
		output.stdout += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		output.stderr += chunk.toString();
	});
	child.stdin.end(input);
	return { child, ended: once(child, "close").then(([code, signal]) => ({ code, signal, ...output })) };
}

export function headroom(args: readonly string[], env: Environment, input?: string): Promise<Ended> {
	return start(args, env, input).ended;
}

export interface TerminalSession {
	/** Everything that was shown, colours and movements included. */
	shown(): string;
	/** Resolves once the text is shown. */
	said(text: string): Promise<void>;
	type(keys: string): void;
	readonly ended: Promise<{ readonly code: number; readonly shown: string }>;
}

/** The real binary in a pseudo-terminal, as a person has it before them. */
export function inTerminal(args: readonly string[], env: Environment, columns = 120): TerminalSession {
	const terminal = pty.spawn(process.execPath, [BIN, ...args], {
		cols: columns,
		rows: 40,
		env: cleanEnvironment({ TERM: "xterm-256color", ...env }),
	});
	let output = "";
	const listeners = new Set<() => void>();
	terminal.onData((data) => {
		output += data;
		for (const listener of listeners) listener();
	});
	const ended = new Promise<{ code: number; shown: string }>((resolve) =>
		terminal.onExit(({ exitCode }) => resolve({ code: exitCode, shown: output })),
	);
	return {
		shown: () => output,
		said: (text) =>
			new Promise((resolve, reject) => {
				const listener = (): void => {
					if (!output.includes(text)) return;
					listeners.delete(listener);
					resolve();
				};
				listeners.add(listener);
				listener();
				void ended.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)));
			}),
		type: (keys) => terminal.write(keys),
		ended,
	};
}

/** The same command line inside of this process, where no start of a process is what a test is about. Its credentials are the local cloud's. */
export async function inProcess(args: readonly string[], env: Environment): Promise<Ended> {
	const [stdout, stderr]: [string[], string[]] = [[], []];
	const terminal = {
		...memoryTerminal(),
		out: (text: string) => void stdout.push(`${text}\n`),
		err: (text: string) => void stderr.push(`${text}\n`),
	};
	const code = await run(args, terminal, env);
	return { code, signal: null, stdout: stdout.join(""), stderr: stderr.join("") };
}

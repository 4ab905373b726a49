import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The addresses of a running local cloud, from the line that it prints when it is ready. */
export interface LocalCloudReady {
	readonly ready: true;
	readonly endpointUrl: string;
	readonly apiUrl: string;
	readonly region: string;
	readonly accountId: string;
	readonly names: { readonly votesStream: string; readonly tallyTable: string; readonly notificationsInboxQueueUrl: string };
	/** The parts that did not start, with the reasons. */
	readonly faults: readonly string[];
}

export interface LocalCloudChild extends LocalCloudReady {
	/** Aborts with an error when the local cloud ends by itself. */
	readonly ended: AbortSignal;
	/** Asks the local cloud to stop, and waits. */
	stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

/**
 * Starts the program of `npm start` on free ports and waits until it is ready. It has a process group of its own, so that a terminal's
 * Ctrl-C reaches only this program, which still reads from the local cloud. It has a channel to this program and ends when the channel
 * closes.
 */
export async function startLocalCloudChild(localCloudArguments: readonly string[]): Promise<LocalCloudChild> {
	const main = fileURLToPath(new URL("../../../local-cloud/src/main.ts", import.meta.url));
	const child = spawn(process.execPath, [main, "--json", "--endpoint-port", "0", "--api-port", "0", ...localCloudArguments], {
		stdio: ["ignore", "pipe", "inherit", "ipc"],
		detached: true,
	}) as ChildProcessByStdio<null, Readable, null>;
	const exited = once(child, "exit");
	const ready = await readyLine(child, exited).catch((error: unknown) => {
		child.kill("SIGKILL");
		throw error;
	});
	const ended = new AbortController();
	exited.then(([code, signal]) => ended.abort(new Error(`The local cloud ended (${signal ?? `code ${code}`}) in the middle of the run.`)));
	return {
		...ready,
		ended: ended.signal,
		async stop() {
			child.kill("SIGTERM");
			const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
			await exited;
			clearTimeout(timer);
		},
	};
}

async function readyLine(child: ChildProcessByStdio<null, Readable, null>, exited: Promise<unknown[]>): Promise<LocalCloudReady> {
	let timer: NodeJS.Timeout | undefined;
	try {
		return await new Promise<LocalCloudReady>((resolve, reject) => {
			timer = setTimeout(() => reject(new Error(`The local cloud was not ready within ${READY_WITHIN_MS / 1000} s.`)), READY_WITHIN_MS);
			createInterface({ input: child.stdout }).on("line", (line) => {
				if (line.startsWith('{"ready":true')) resolve(JSON.parse(line) as LocalCloudReady);
			});
			exited.then(
				([code]) => reject(new Error(`The local cloud ended with code ${code} before it was ready; its lines above say why.`)),
				reject,
			);
		});
	} finally {
		clearTimeout(timer);
	}
}

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Where a running local cloud is reached, as it says itself in one line when it is ready. */
export interface LocalCloudReady {
	readonly ready: true;
	readonly endpointUrl: string;
	readonly apiUrl: string;
	readonly region: string;
	readonly accountId: string;
	readonly names: { readonly votesStream: string; readonly tallyTable: string; readonly notificationsInboxQueueUrl: string };
	/** What did not come up, with the reason. */
	readonly faults: readonly string[];
}

export interface LocalCloudChild extends LocalCloudReady {
	/** Aborted, with an error that says so, when the local cloud ends by itself. */
	readonly ended: AbortSignal;
	/** Processor time is the local cloud's own business; this only asks it to stop, cleanly, and waits. */
	stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

/**
 * Starts `npm start`'s own program on free ports, as a person would, and waits until it says that it is ready. It is in a process group of
 * its own, so that a terminal's Ctrl-C, which is meant for this program, does not stop the local cloud in the middle of what this program
 * still wants to know of it; and it has a channel to this program, whose end it takes for the end of its own work.
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

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../local-cloud/src/main.ts", import.meta.url));

/** What of the local cloud's own timeline is looked at. */
export interface LocalCloudEvent {
	readonly kind: string;
	readonly atMs: number;
	readonly streamName?: string;
	readonly outcome?: string;
	readonly alarmName?: string;
	readonly to?: string;
	readonly currentShardCount?: number;
	readonly targetShardCount?: number;
}

export interface LocalCloudChild {
	readonly endpointUrl: string;
	readonly apiUrl: string;
	events(kind: string, streamName?: string): Promise<readonly LocalCloudEvent[]>;
	stop(): Promise<void>;
}

/** The real local cloud, as `npm start` starts it, on free ports. */
export async function startLocalCloudChild(...args: readonly string[]): Promise<LocalCloudChild> {
	const child: ChildProcess = spawn(process.execPath, [MAIN, "--json", "--endpoint-port", "0", "--api-port", "0", ...args], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	if (child.stdout === null) throw new Error("The local cloud has no output.");
	const exited = once(child, "exit");
	const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
	const { apiUrl, endpointUrl } = JSON.parse(line) as { apiUrl: string; endpointUrl: string };
	return {
		apiUrl,
		endpointUrl,
		async events(kind, streamName) {
			const { events } = (await (await fetch(`${endpointUrl}/_local-cloud/events`)).json()) as { events: LocalCloudEvent[] };
			return events.filter((event) => event.kind === kind && (streamName === undefined || event.streamName === streamName));
		},
		async stop() {
			child.kill("SIGTERM");
			await exited;
		},
	};
}

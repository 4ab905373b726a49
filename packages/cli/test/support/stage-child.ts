import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../stage/src/main.ts", import.meta.url));

/** What of the stage's own timeline is looked at. */
export interface StageEvent {
	readonly kind: string;
	readonly atMs: number;
	readonly streamName?: string;
	readonly outcome?: string;
	readonly alarmName?: string;
	readonly to?: string;
	readonly currentShardCount?: number;
	readonly targetShardCount?: number;
}

export interface StageChild {
	readonly endpointUrl: string;
	readonly apiUrl: string;
	events(kind: string, streamName?: string): Promise<readonly StageEvent[]>;
	stop(): Promise<void>;
}

/** The real stage, as `npm start` starts it, on free ports. */
export async function startStageChild(...args: readonly string[]): Promise<StageChild> {
	const child: ChildProcess = spawn(process.execPath, [MAIN, "--json", "--endpoint-port", "0", "--api-port", "0", ...args], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	if (child.stdout === null) throw new Error("The stage has no output.");
	const exited = once(child, "exit");
	const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
	const { apiUrl, endpointUrl } = JSON.parse(line) as { apiUrl: string; endpointUrl: string };
	return {
		apiUrl,
		endpointUrl,
		async events(kind, streamName) {
			const { events } = (await (await fetch(`${endpointUrl}/_stage/events`)).json()) as { events: StageEvent[] };
			return events.filter((event) => event.kind === kind && (streamName === undefined || event.streamName === streamName));
		},
		async stop() {
			child.kill("SIGTERM");
			await exited;
		},
	};
}

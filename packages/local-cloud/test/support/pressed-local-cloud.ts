import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** As `npm start` has it. */
const NODE_FLAGS = ["--max-semi-space-size=8"];
const TICK_MS = 10;
/** A loop ends by itself even where nobody ends it. */
const LONGEST_LOOP_MS = 120_000;

export interface RunningLocalCloud {
	readonly apiUrl: string;
	readonly endpointUrl: string;
	readonly pid: number;
	stop(): Promise<void>;
}

/** A local cloud in a process of its own, so that who asks is not in its way. @param main that of another tree, to compare with */
export async function runLocalCloud(options: readonly string[], main = MAIN): Promise<RunningLocalCloud> {
	const ports = ["--endpoint-port", "0", "--api-port", "0"];
	const child = spawn(process.execPath, [...(main === MAIN ? NODE_FLAGS : []), main, ...ports, "--json", ...options], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = once(child, "close");
	const [line] = (await once(createInterface({ input: child.stdout as Readable }), "line")) as [string];
	const { apiUrl, endpointUrl } = JSON.parse(line) as { readonly apiUrl: string; readonly endpointUrl: string };
	return { apiUrl, endpointUrl, pid: child.pid ?? 0, stop: () => end(child, ended) };
}

/** Other programs that would use a core each. @returns ends them */
export function keepCoresBusy(count: number): () => Promise<void> {
	const loop = `const end = Date.now() + ${LONGEST_LOOP_MS}; while (Date.now() < end);`;
	const children = Array.from({ length: count }, () => spawn(process.execPath, ["-e", loop], { stdio: "ignore" }));
	const ended = children.map((child) => once(child, "close"));
	return async () => {
		for (const child of children) child.kill("SIGKILL");
		await Promise.all(ended);
	};
}

/** How many votes were answered with which status; 0 stands for those that got no answer. */
export type AnswersByStatus = ReadonlyMap<number, number>;

/** Offers votes at a rate that does not wait for answers. Every vote has a voter of its own. */
export async function offerVotes(apiUrl: string, poll: string, votesPerSecond: number, seconds: number): Promise<AnswersByStatus> {
	const agent = new Agent({ keepAlive: true });
	const statuses = new Map<number, number>();
	const answers: Promise<void>[] = [];
	const startedMs = performance.now();
	for (let elapsedMs = 0; elapsedMs < seconds * 1000; elapsedMs = performance.now() - startedMs) {
		for (let due = Math.floor((elapsedMs / 1000) * votesPerSecond); answers.length < due; ) {
			answers.push(
				statusOf(`${apiUrl}/votes/${poll}/voter-${answers.length}/a`, agent).then((status) => {
					statuses.set(status, (statuses.get(status) ?? 0) + 1);
				}),
			);
		}
		await wait(TICK_MS);
	}
	await Promise.all(answers);
	agent.destroy();
	return statuses;
}

function statusOf(url: string, agent: Agent): Promise<number> {
	return new Promise((resolve) => {
		const sent = request(url, { method: "POST", agent }, (response) => {
			response.resume();
			response.on("end", () => resolve(response.statusCode ?? 0));
		});
		sent.on("error", () => resolve(0));
		sent.end();
	});
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
	child.kill("SIGTERM");
	await ended;
}

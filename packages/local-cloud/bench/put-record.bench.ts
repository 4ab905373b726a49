import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { BareConnection } from "../test/support/bare-connection.ts";
import { runLocalCloud } from "../test/support/pressed-local-cloud.ts";
import { processTime } from "../test/support/thread-times.ts";

/**
 * PutRecord over the wire, as fast as the server answers. With an installed kinesalite in HEADROOM_BENCH_KINESALITE, or the main file of another tree in
 * HEADROOM_BENCH_BESIDE, all take turns. Records a second of the server's own processor time are what other programs on the machine do not blur.
 *
 *     npm install --prefix /somewhere kinesalite@3.3.3
 *     HEADROOM_BENCH_KINESALITE=/somewhere/node_modules/kinesalite npm run bench -- local-cloud/bench/put-record
 */
const ROUNDS = 3;
const WARM_UP_SECONDS = 3;
const SECONDS = 5;
const CONNECTIONS = 16;
/** No shard is full at any rate that one machine carries. */
const SHARDS = 40;
const LEAST_RATIO = 4;
const STREAM = "bench";
const DATA = Buffer.alloc(120, "vote").toString("base64");

interface Server {
	readonly port: number;
	readonly pid: number;
	stop(): Promise<void>;
}

interface Rate {
	readonly perSecond: number;
	readonly perCpuSecond: number;
}

const { HEADROOM_BENCH_BESIDE: otherMain, HEADROOM_BENCH_KINESALITE: kinesalite } = process.env;
const servers = new Map<string, () => Promise<Server>>([["this tree", () => startLocalCloud()]]);
if (otherMain !== undefined) servers.set("the other tree", () => startLocalCloud(otherMain));
if (kinesalite !== undefined) servers.set("kinesalite", () => startKinesalite(kinesalite));
const rates = new Map<string, Rate[]>();
for (let round = 0; round < ROUNDS; round += 1) {
	for (const [name, start] of servers) rates.set(name, [...(rates.get(name) ?? []), await measure(start)]);
}
for (const [name, measured] of rates) {
	const all = measured.map(({ perCpuSecond, perSecond }) => `${Math.round(perSecond)} (${Math.round(perCpuSecond)})`).join(", ");
	console.log(`${name}: PutRecord a second (a second of its processor time): ${all}`);
}
if (rates.has("kinesalite")) {
	for (const figure of ["perSecond", "perCpuSecond"] as const) {
		const ratio = best("this tree", figure) / best("kinesalite", figure);
		console.log(`${ratio.toFixed(1)} times kinesalite's ${figure} (${ratio >= LEAST_RATIO ? "meets" : "MISSES"} at least ${LEAST_RATIO})`);
	}
}

function best(name: string, figure: keyof Rate): number {
	return Math.max(...(rates.get(name) ?? []).map((rate) => rate[figure]));
}

async function measure(start: () => Promise<Server>): Promise<Rate> {
	const server = await start();
	try {
		const [created] = await Promise.all([call(server.port, "CreateStream", { StreamName: STREAM, ShardCount: SHARDS }), wait(2_000)]);
		if (created !== 200) throw new Error(`CreateStream was answered ${created}.`);
		await putFor(server.port, WARM_UP_SECONDS);
		const [startedMs, cpuBeforeMs] = [performance.now(), processTime(server.pid)];
		const stored = await putFor(server.port, SECONDS);
		const seconds = (performance.now() - startedMs) / 1000;
		return { perSecond: stored / seconds, perCpuSecond: (stored * 1000) / (processTime(server.pid) - cpuBeforeMs) };
	} finally {
		await server.stop();
	}
}

/** @returns records stored. @throws Error if one was not */
async function putFor(port: number, seconds: number): Promise<number> {
	const endMs = performance.now() + seconds * 1000;
	let stored = 0;
	let voter = 0;
	await Promise.all(
		Array.from({ length: CONNECTIONS }, async () => {
			const connection = new BareConnection(port);
			while (performance.now() < endMs) {
				const { status } = await connection.post("PutRecord", { StreamName: STREAM, PartitionKey: `lunch#voter-${voter++}`, Data: DATA });
				if (status !== 200) throw new Error(`PutRecord was answered ${status}.`);
				stored += 1;
			}
			connection.close();
		}),
	);
	return stored;
}

async function call(port: number, operation: string, input: object): Promise<number> {
	const connection = new BareConnection(port);
	const { status } = await connection.post(operation, input);
	connection.close();
	return status;
}

async function startLocalCloud(main?: string): Promise<Server> {
	const { endpointUrl, pid, stop } = await runLocalCloud([], main);
	return { port: Number(new URL(endpointUrl).port), pid, stop };
}

async function startKinesalite(path: string): Promise<Server> {
	const options = `{ createStreamMs: 0, shardLimit: ${SHARDS} }`;
	const source = `const s = require(${JSON.stringify(path)})(${options}); s.listen(0, "127.0.0.1", () => console.log(s.address().port));`;
	const child: ChildProcess = spawn(process.execPath, ["-e", source], { stdio: ["ignore", "pipe", "inherit"] });
	const ended = once(child, "close");
	const [port] = (await once(createInterface({ input: child.stdout as Readable }), "line")) as [string];
	return {
		port: Number(port),
		pid: child.pid ?? 0,
		async stop() {
			child.kill("SIGKILL");
			await ended;
		},
	};
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FUNCTIONS, type FunctionName } from "@headroom/config";
import { functionEnvironment, NAMES } from "../src/names.ts";
import { bundleFunctions, parseHandlerName } from "../src/services/lambda/runtime/bundle.ts";

/**
 * Sizes of the bundles as they are deployed, and how long each takes from process start to ready (module loaded, clients made), as a ratio
 * to what `node -e 0` takes. All take turns, so that a busy machine slows all of them; the fastest of each is the least disturbed.
 */
const LIMIT_BYTES: Partial<Record<FunctionName, number>> = { "place-vote": 500_000, autoscaler: 1_000_000 };
const LIMIT_RATIO = 2.5;
const ROUNDS = 25;

/** Says that it is ready, by one byte, as soon as the module is loaded: what Node does afterwards to end is not waited for. */
const LOAD_AND_SAY_SO = 'require(process.argv[1]); require("node:fs").writeSync(1, "!")';

const root = fileURLToPath(new URL("../../..", import.meta.url));
const directory = await mkdtemp(join(tmpdir(), "headroom-bundles-"));
const names = Object.keys(FUNCTIONS) as FunctionName[];

try {
	const urls = await bundleFunctions(
		new Map(names.map((name) => [name, parseHandlerName(FUNCTIONS[name].handler).sourcePath])),
		root,
		directory,
	);
	const paths = new Map(names.map((name) => [name, fileURLToPath(urls.get(name) ?? "")]));
	let bareMs = Number.POSITIVE_INFINITY;
	const readyMs = new Map(names.map((name) => [name, Number.POSITIVE_INFINITY]));
	for (let round = 0; round < ROUNDS; round += 1) {
		bareMs = Math.min(bareMs, await elapsedMs(["-e", "0"], {}, "exit"));
		for (const [name, path] of paths) {
			const elapsed = await elapsedMs(["-e", LOAD_AND_SAY_SO, path], environmentOf(name), "output");
			readyMs.set(name, Math.min(readyMs.get(name) ?? elapsed, elapsed));
		}
	}
	console.log(`node -e 0: ${bareMs.toFixed(0)} ms`);
	for (const [name, path] of paths) {
		const { size } = await stat(path);
		const limit = LIMIT_BYTES[name];
		const elapsed = readyMs.get(name) ?? Number.NaN;
		const ratio = elapsed / bareMs;
		console.log(
			`${name}: ${Math.round(size / 1000)} kB${limit === undefined ? "" : verdict(size <= limit, `at most ${limit / 1000} kB`)}, ` +
				`ready in ${elapsed.toFixed(0)} ms, ${ratio.toFixed(2)} times bare Node${verdict(ratio <= LIMIT_RATIO, `at most ${LIMIT_RATIO}`)}`,
		);
	}
} finally {
	await rm(directory, { recursive: true, force: true });
}

function environmentOf(name: FunctionName): Readonly<Record<string, string>> {
	return functionEnvironment(
		name,
		{
			votesStream: NAMES.votesStream,
			historyTable: NAMES.historyTable,
			tallyTable: NAMES.tallyTable,
			overflowQueueUrl: "http://127.0.0.1:4566/000000000000/headroom-overflow",
			overflowDeadLetterQueueUrl: "http://127.0.0.1:4566/000000000000/headroom-overflow-dead-letter",
			recheckQueueUrl: "http://127.0.0.1:4566/000000000000/headroom-recheck",
			notificationsTopicArn: "arn:aws:sns:us-east-1:000000000000:headroom-notifications",
			notificationsInboxQueueUrl: "http://127.0.0.1:4566/000000000000/headroom-notifications-inbox",
		},
		{ endpointUrl: "http://127.0.0.1:4566", dynamoDbUrl: "http://127.0.0.1:4566" },
		JSON.stringify({ [NAMES.votesStream]: {} }),
	);
}

/** From the start of a Node process to its end, or to its first output. */
async function elapsedMs(
	nodeArguments: readonly string[],
	env: Readonly<Record<string, string>>,
	until: "exit" | "output",
): Promise<number> {
	const startedMs = performance.now();
	const child = spawn(process.execPath, nodeArguments, { env, stdio: ["ignore", "pipe", "pipe"] });
	let elapsed = Number.NaN;
	let stderr = "";
	child.stdout.once("data", () => {
		if (until === "output") elapsed = performance.now() - startedMs;
	});
	child.stderr.on("data", (chunk: Buffer) => {
		stderr += chunk.toString("utf8");
	});
	child.once("exit", () => {
		if (until === "exit") elapsed = performance.now() - startedMs;
	});
	const [status] = await once(child, "close");
	if (status !== 0 || Number.isNaN(elapsed))
		throw new Error(`node ${nodeArguments.join(" ")} ended with ${status}: ${stderr.slice(0, 2000)}`);
	return elapsed;
}

function verdict(isMet: boolean, target: string): string {
	return ` (${isMet ? "meets" : "MISSES"} ${target})`;
}

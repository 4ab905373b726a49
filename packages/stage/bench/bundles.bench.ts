import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FUNCTIONS, type FunctionName } from "@headroom/config";
import { bundleFunctions, parseHandlerName } from "../src/runtime/bundle.ts";
import { functionEnvironment, NAMES } from "../src/stage-names.ts";

/** Sizes of the bundles as they are deployed, and how long each takes from process start to ready (module loaded, clients made), as a ratio to bare Node. */
const LIMIT_BYTES: Partial<Record<FunctionName, number>> = { "place-vote": 500_000, autoscaler: 1_000_000 };
const LIMIT_RATIO = 2.5;
const ROUNDS = 25;

const root = fileURLToPath(new URL("../../..", import.meta.url));
const directory = await mkdtemp(join(tmpdir(), "headroom-bundles-"));
const names = Object.keys(FUNCTIONS) as FunctionName[];

try {
	const urls = await bundleFunctions(
		new Map(names.map((name) => [name, parseHandlerName(FUNCTIONS[name].handler).sourcePath])),
		root,
		directory,
	);
	for (const name of names) {
		const path = fileURLToPath(urls.get(name) ?? "");
		const { size } = await stat(path);
		const ratio = readyRatio(path, name);
		const limit = LIMIT_BYTES[name];
		console.log(
			`${name}: ${Math.round(size / 1000)} kB${limit === undefined ? "" : verdict(size <= limit, `at most ${limit / 1000} kB`)}, ` +
				`ready in ${ratio.readyMs.toFixed(0)} ms, ${ratio.ratio.toFixed(2)} times bare Node (${ratio.bareMs.toFixed(0)} ms)` +
				verdict(ratio.ratio <= LIMIT_RATIO, `at most ${LIMIT_RATIO}`),
		);
	}
} finally {
	await rm(directory, { recursive: true, force: true });
}

/** Bare Node and the bundle in turns, so that a busy machine slows both; the fastest of each is the least disturbed. */
function readyRatio(path: string, name: FunctionName): { readyMs: number; bareMs: number; ratio: number } {
	const environment = functionEnvironment(
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
	let bareMs = Number.POSITIVE_INFINITY;
	let readyMs = Number.POSITIVE_INFINITY;
	for (let round = 0; round < ROUNDS; round += 1) {
		bareMs = Math.min(bareMs, elapsedMs(["-e", "0"], environment));
		readyMs = Math.min(readyMs, elapsedMs([path], environment));
	}
	return { readyMs, bareMs, ratio: readyMs / bareMs };
}

function elapsedMs(nodeArguments: readonly string[], env: Readonly<Record<string, string>>): number {
	const startedMs = performance.now();
	const { status, stderr } = spawnSync(process.execPath, nodeArguments, { env, encoding: "utf8" });
	const elapsed = performance.now() - startedMs;
	if (status !== 0) throw new Error(`node ${nodeArguments.join(" ")} ended with ${status}: ${stderr.slice(0, 2000)}`);
	return elapsed;
}

function verdict(isMet: boolean, target: string): string {
	return ` (${isMet ? "meets" : "MISSES"} ${target})`;
}

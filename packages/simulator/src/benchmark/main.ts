// `npm run bench:policy`: all contenders over every trace and generated load, written to docs/benchmark.md. Takes minutes.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { SingleBar } from "cli-progress";
import { BENCHMARK_LOADS } from "./benchmark-loads.ts";
import { inputsDigest } from "./inputs-digest.ts";
import { renderBenchmark } from "./render-benchmark.ts";
import { BENCHMARK_SEED, runBenchmark } from "./run-benchmark.ts";

const DOCUMENT = fileURLToPath(new URL("../../../../docs/benchmark.md", import.meta.url));
const MAX_THREADS = 8;

const startedMs = performance.now();
const bar = new SingleBar({ format: "{bar} {value}/{total} loads, {loadName}" });
bar.start(BENCHMARK_LOADS.length, 0, { loadName: "" });
const results = await runBenchmark(Math.min(MAX_THREADS, availableParallelism()), undefined, (loadName) => bar.increment(1, { loadName }));
bar.stop();

const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).stdout?.trim() || "unknown";
writeFileSync(DOCUMENT, renderBenchmark(results, { seed: BENCHMARK_SEED, digest: inputsDigest(), commit }));
console.log(`docs/benchmark.md written after ${Math.round((performance.now() - startedMs) / 1000)} s.`);

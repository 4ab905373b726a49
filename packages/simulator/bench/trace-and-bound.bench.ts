// A million lines of a trace, and the lower bound of 60 days of minutes, on one core. Run with `npm run bench -- trace`.
import { demandOfLoad, heldOutLoad, lowerBound, readTrace } from "../src/index.ts";

const LINES = 1_000_000;
const LINES_PER_CHUNK = 1_000;
const DAYS = 60;

function* csv(): Generator<string> {
	yield "timestamp,value\n";
	for (let line = 0; line < LINES; line += LINES_PER_CHUNK) {
		yield Array.from({ length: LINES_PER_CHUNK }, (_, index) => `${1_600_000_000 + line + index},${(line + index) % 977}\n`).join("");
	}
}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
	const startedMs = performance.now();
	const result = await work();
	console.log(`${what}: ${((performance.now() - startedMs) / 1_000).toFixed(2)} s`);
	return result;
}

await timed(`${LINES.toLocaleString("en-US")} lines of CSV`, () =>
	readTrace(csv(), { name: "bench", meaning: { measure: "records", per: "second" }, bytesPerRecord: 200 }),
);
const demand = await timed(`${DAYS} days of seconds as a demand by the minute`, () => demandOfLoad(heldOutLoad(1, DAYS)));
const { shardHours } = await timed("their lower bound", () => lowerBound(demand));
await timed("the same with a thousandth throttled", () => lowerBound(demand, { throttledShare: 0.001 }));
console.log(`${shardHours.toFixed(0)} shard-hours at least`);

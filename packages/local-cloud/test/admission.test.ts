import { request } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type Admission, AdmissionControl, type ThrottlingSettings } from "../src/services/api-gateway/admission.ts";
import { ConcurrencyLimit, type ConcurrencyLimitSettings } from "../src/services/api-gateway/concurrency-limit.ts";
import { type Gateway, startGateway } from "../src/services/api-gateway/gateway-server.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";

const THROTTLING: ThrottlingSettings = { rateLimitPerSecond: 10, burstLimit: 3 };

const PLENTY: ThrottlingSettings = { rateLimitPerSecond: 100_000, burstLimit: 100_000 };

function control(inFlight: number, throttling = THROTTLING): AdmissionControl {
	return new AdmissionControl(throttling, new ConcurrencyLimit(fixed(inFlight)), 0);
}

function fixed(inFlight: number): ConcurrencyLimitSettings {
	return { least: inFlight, initial: inFlight, most: inFlight, targetDelayMs: 100 };
}

describe("admission", () => {
	it("lets a burst in, then as many a second as the rate says", () => {
		const api = control(100);
		expect(Array.from({ length: 4 }, () => api.enter(0))).toEqual(["admitted", "admitted", "admitted", "throttled"]);
		expect(api.enter(99)).toBe("throttled");
		expect(api.enter(100)).toBe("admitted");
		expect(api.enter(100)).toBe("throttled");
		expect(
			Array.from({ length: 4 }, () => api.enter(60_000)),
			"an hour of quiet saves up no more than a burst",
		).toEqual(["admitted", "admitted", "admitted", "throttled"]);
	});

	it("lets what is beyond the machine wait for others to leave, in the order of coming, and refuses who has waited half a second", async () => {
		const api = control(1, PLENTY);
		expect(api.enter(0)).toBe("admitted");
		const [first, second, third] = [api.enter(0), api.enter(100), api.enter(101)];
		api.leave(499);
		expect(await first).toBe("admitted");
		api.adjust(601);
		expect(await second).toBe("overloaded");
		api.leave(601);
		expect(await third).toBe("admitted");
		api.leave(602);
		expect(api.enter(602), "nobody is left who came before").toBe("admitted");
	});

	it("refuses at once when two thousand wait already", () => {
		const api = control(1, PLENTY);
		const entered = Array.from({ length: 2002 }, () => api.enter(0));
		expect(entered.filter((admission) => typeof admission !== "string")).toHaveLength(2000);
		expect(entered.at(-1)).toBe("overloaded");
	});

	it("never admits more than burst and rate allow, nor more at once than the limit, and answers everybody, whatever the order of things", async () => {
		const steps = fc.array(fc.record({ afterMs: fc.nat(200), leaves: fc.boolean() }), { maxLength: 300 });
		await fc.assert(
			fc.asyncProperty(steps, fc.integer({ min: 1, max: 20 }), async (given, maximumInFlight) => {
				const api = control(maximumInFlight);
				let nowMs = 0;
				let inFlight = 0;
				let admitted = 0;
				let unanswered = 0;
				const take = (admission: Admission): void => {
					unanswered -= 1;
					if (admission !== "admitted") return;
					inFlight += 1;
					admitted += 1;
				};
				for (const { afterMs, leaves } of given) {
					nowMs += afterMs;
					if (leaves && inFlight > 0) {
						inFlight -= 1;
						api.leave(nowMs);
						await Promise.resolve();
					}
					unanswered += 1;
					const entering = api.enter(nowMs);
					if (typeof entering === "string") take(entering);
					else void entering.then(take);
					await Promise.resolve();
					expect(inFlight).toBeLessThanOrEqual(maximumInFlight);
					expect(admitted).toBeLessThanOrEqual(THROTTLING.burstLimit + (nowMs / 1000) * THROTTLING.rateLimitPerSecond + 1e-6);
				}
				api.adjust(nowMs + 501);
				await Promise.resolve();
				expect(unanswered).toBe(0);
			}),
			{ seed: 20_261_125, numRuns: 200 },
		);
	});
});

describe("the limit of what is under way at once", () => {
	const SETTINGS: ConcurrencyLimitSettings = { least: 20, initial: 200, most: 800, targetDelayMs: 100 };

	/** A machine that lets each request beyond `capacity` wait ten milliseconds more, offered as many as are admitted. */
	function settle(limit: ConcurrencyLimit, capacity: number, rounds: number): void {
		for (let round = 0; round < rounds; round += 1) {
			limit.delayed(Math.max(0, limit.limit - capacity) * 10);
			limit.adjust(limit.limit);
		}
	}

	it.each([
		{ title: "a small machine", capacity: 60 },
		{ title: "a large one", capacity: 700 },
	])("comes down to what $title carries, and stays about there", ({ capacity }) => {
		const limit = new ConcurrencyLimit(SETTINGS);
		settle(limit, capacity, 100);
		for (let round = 0; round < 100; round += 1) {
			settle(limit, capacity, 1);
			expect(limit.limit).toBeGreaterThanOrEqual(capacity * 0.6);
			expect(limit.limit).toBeLessThanOrEqual(Math.min(800, capacity * 1.25 + 10));
		}
	});

	it("comes back when the machine is free again, and never leaves its bounds", () => {
		const limit = new ConcurrencyLimit(SETTINGS);
		settle(limit, 0, 100);
		expect(limit.limit).toBe(20);
		settle(limit, 10_000, 200);
		expect(limit.limit).toBe(800);
	});

	it.each([
		{ title: "after a late turn", before: 0 },
		{ title: "after the highest load", before: 10_000 },
	])("is that of an unknown machine again when nothing is asked of it for a while, $title", ({ before }) => {
		const limit = new ConcurrencyLimit(SETTINGS);
		settle(limit, before, 200);
		for (let round = 0; round < 50; round += 1) limit.adjust(1);
		expect(limit.limit).toBe(200);
	});
});

describe("a gateway under more than it takes", () => {
	let gateway: Gateway | undefined;
	afterEach(() => gateway?.close(0));

	const done: InvocationOutcome = { kind: "success", requestId: "r", payload: JSON.stringify({ statusCode: 200, body: "{}" }) };

	async function start(throttling: ThrottlingSettings, inFlight: number, invoke: () => Promise<InvocationOutcome>): Promise<string> {
		gateway = await startGateway({
			port: 0,
			routes: [{ routeKey: "$default", functionName: "any" }],
			identity: { accountId: "000000000000", apiId: "local", domainName: "local" },
			throttling,
			concurrency: fixed(inFlight),
			invoke,
			onAnswered: () => {},
		});
		return gateway.url;
	}

	it("answers 429 with Retry-After, an id and a reason, and asks no function", async () => {
		let invocations = 0;
		const url = await start({ rateLimitPerSecond: 0.001, burstLimit: 1 }, 10, async () => {
			invocations += 1;
			return done;
		});
		expect((await fetch(url)).status).toBe(200);
		const refused = await fetch(url, { method: "POST", body: "a body that nobody reads" });
		expect(refused.status).toBe(429);
		expect(refused.headers.get("retry-after")).toBe("1");
		expect(refused.headers.get("apigw-requestid")).toMatch(/=$/);
		expect(await refused.json()).toMatchObject({ message: "Too Many Requests", error: { code: "api.throttled" } });
		expect(invocations).toBe(1);
	});

	it("answers every one of two thousand connections at once: some served, the others 429, none refused or left waiting", async () => {
		const url = await start({ rateLimitPerSecond: 100_000, burstLimit: 100_000 }, 50, async () => {
			await new Promise((resolve) => setImmediate(resolve));
			return done;
		});
		const statuses = await Promise.all(Array.from({ length: 2000 }, () => statusOf(url)));
		expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
		expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(50);
	});
});

/** On a connection of its own. */
function statusOf(url: string): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const sent = request(url, { method: "POST", agent: false }, (response) => {
			response.resume();
			response.on("end", () => resolve(response.statusCode));
		});
		sent.on("error", reject);
		sent.end();
	});
}

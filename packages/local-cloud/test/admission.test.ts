import { request } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { AdmissionControl, type ThrottlingSettings } from "../src/services/api-gateway/admission.ts";
import { ConcurrencyLimit, type ConcurrencyLimitSettings } from "../src/services/api-gateway/concurrency-limit.ts";
import { type Gateway, startGateway } from "../src/services/api-gateway/gateway-server.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";

const THROTTLING: ThrottlingSettings = { rateLimitPerSecond: 10, burstLimit: 3 };

function control(inFlight: number): AdmissionControl {
	return new AdmissionControl(THROTTLING, new ConcurrencyLimit(fixed(inFlight)), 0);
}

function fixed(inFlight: number): ConcurrencyLimitSettings {
	return { least: inFlight, most: inFlight, targetDelayMs: 100 };
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

	it("keeps out what is beyond the machine, until somebody leaves; and takes no token for it", () => {
		const api = control(1);
		expect(api.enter(0)).toBe("admitted");
		expect(Array.from({ length: 9 }, () => api.enter(0))).toEqual(Array.from({ length: 9 }, () => "overloaded"));
		api.leave();
		expect(api.enter(0)).toBe("admitted");
	});

	it("never admits more than burst and rate allow, nor more at once than the limit, whatever the order of things", () => {
		const steps = fc.array(fc.record({ afterMs: fc.nat(200), leaves: fc.boolean() }), { maxLength: 300 });
		fc.assert(
			fc.property(steps, fc.integer({ min: 1, max: 20 }), (given, maximumInFlight) => {
				const api = control(maximumInFlight);
				let nowMs = 0;
				let inFlight = 0;
				let admitted = 0;
				for (const { afterMs, leaves } of given) {
					nowMs += afterMs;
					if (leaves && inFlight > 0) {
						api.leave();
						inFlight -= 1;
					}
					if (api.enter(nowMs) !== "admitted") continue;
					inFlight += 1;
					admitted += 1;
					expect(inFlight).toBeLessThanOrEqual(maximumInFlight);
					expect(admitted).toBeLessThanOrEqual(THROTTLING.burstLimit + (nowMs / 1000) * THROTTLING.rateLimitPerSecond + 1e-6);
				}
			}),
			{ seed: 20_261_125, numRuns: 200 },
		);
	});
});

describe("the limit of what is under way at once", () => {
	const SETTINGS: ConcurrencyLimitSettings = { least: 20, most: 800, targetDelayMs: 100 };

	/** A machine that lets each request beyond `capacity` wait ten milliseconds more. */
	function settle(limit: ConcurrencyLimit, capacity: number, rounds: number): void {
		for (let round = 0; round < rounds; round += 1) {
			limit.delayed(Math.max(0, limit.limit - capacity) * 10);
			limit.adjust();
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

import { request } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { AdmissionControl, type AdmissionLimits } from "../src/gateway/admission.ts";
import { type Gateway, startGateway } from "../src/gateway/gateway-server.ts";
import type { InvocationOutcome } from "../src/runtime/function-host.ts";

const LIMITS: AdmissionLimits = { rateLimitPerSecond: 10, burstLimit: 3, maximumInFlight: 100 };

describe("admission", () => {
	it("lets a burst in, then as many a second as the rate says", () => {
		const control = new AdmissionControl(LIMITS, 0);
		expect(Array.from({ length: 4 }, () => control.enter(0))).toEqual(["admitted", "admitted", "admitted", "throttled"]);
		expect(control.enter(99)).toBe("throttled");
		expect(control.enter(100)).toBe("admitted");
		expect(control.enter(100)).toBe("throttled");
		expect(
			Array.from({ length: 4 }, () => control.enter(60_000)),
			"an hour of quiet saves up no more than a burst",
		).toEqual(["admitted", "admitted", "admitted", "throttled"]);
	});

	it("keeps out what is beyond the machine, until somebody leaves; and takes no token for it", () => {
		const control = new AdmissionControl({ ...LIMITS, maximumInFlight: 1 }, 0);
		expect(control.enter(0)).toBe("admitted");
		expect(Array.from({ length: 9 }, () => control.enter(0))).toEqual(Array.from({ length: 9 }, () => "overloaded"));
		control.leave();
		expect(control.enter(0)).toBe("admitted");
	});

	it("never admits more than burst and rate allow, nor more at once than the limit, whatever the order of things", () => {
		const steps = fc.array(fc.record({ afterMs: fc.nat(200), leaves: fc.boolean() }), { maxLength: 300 });
		fc.assert(
			fc.property(steps, fc.integer({ min: 1, max: 20 }), (given, maximumInFlight) => {
				const control = new AdmissionControl({ ...LIMITS, maximumInFlight }, 0);
				let nowMs = 0;
				let inFlight = 0;
				let admitted = 0;
				for (const { afterMs, leaves } of given) {
					nowMs += afterMs;
					if (leaves && inFlight > 0) {
						control.leave();
						inFlight -= 1;
					}
					if (control.enter(nowMs) !== "admitted") continue;
					inFlight += 1;
					admitted += 1;
					expect(inFlight).toBeLessThanOrEqual(maximumInFlight);
					expect(admitted).toBeLessThanOrEqual(LIMITS.burstLimit + (nowMs / 1000) * LIMITS.rateLimitPerSecond + 1e-6);
				}
			}),
			{ seed: 20_261_125, numRuns: 200 },
		);
	});
});

describe("a gateway under more than it takes", () => {
	let gateway: Gateway | undefined;
	afterEach(() => gateway?.close(0));

	const done: InvocationOutcome = { kind: "success", requestId: "r", payload: JSON.stringify({ statusCode: 200, body: "{}" }) };

	async function start(limits: AdmissionLimits, invoke: () => Promise<InvocationOutcome>): Promise<string> {
		gateway = await startGateway({
			port: 0,
			routes: [{ routeKey: "$default", functionName: "any" }],
			identity: { accountId: "000000000000", apiId: "local", domainName: "local" },
			limits,
			invoke,
			onAnswered: () => {},
		});
		return gateway.url;
	}

	it("answers 429 with Retry-After, an id and a reason, and asks no function", async () => {
		let invocations = 0;
		const url = await start({ rateLimitPerSecond: 0.001, burstLimit: 1, maximumInFlight: 10 }, async () => {
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
		const url = await start({ rateLimitPerSecond: 100_000, burstLimit: 100_000, maximumInFlight: 50 }, async () => {
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

import { describe, expect, it } from "vitest";
import { driveVotes } from "../src/drive/driver.ts";
import type { LoadModel } from "../src/drive/load-model.ts";
import type { LoadProgress } from "../src/drive/messages.ts";
import { startHttpServer } from "./support/http-server.ts";

async function drive(apiUrl: string, model: LoadModel, durationSeconds = 1, isStopped = () => false) {
	const progress: LoadProgress[] = [];
	const result = await driveVotes(
		{ apiUrl, pollId: "poll", model, durationSeconds },
		{ onProgress: (news) => progress.push(news), isStopped },
	);
	return { result, progress };
}

const USERS: LoadModel = { kind: "users", users: 20, thinkMs: 100, rampUpSeconds: 0.2 };

describe("users", () => {
	it("hold a connection each, think between votes, and vote once for every voter", async () => {
		const paths: string[] = [];
		const sockets = new Set<unknown>();
		const { url: apiUrl } = await startHttpServer((request, response) => {
			paths.push(`${request.method} ${request.url}`);
			sockets.add(request.socket);
			response.setHeader("x-request-id", "id=");
			response.end("{}");
		});
		const { progress, result } = await drive(apiUrl, USERS);
		expect(sockets.size).toBe(20);
		expect(new Set(paths).size, "no voter twice").toBe(paths.length);
		expect(paths[0]).toMatch(/^POST \/votes\/poll\/voter-0000000\/[a-z]+$/);
		expect(result.counts).toEqual({ offered: paths.length, byStatus: { "200": paths.length }, unanswered: 0, notSent: 0 });
		expect(paths.length, "at most one vote in 100 ms for each").toBeLessThanOrEqual(20 * 11);
		expect(result.acceptedVoters).toHaveLength(paths.length);
		expect(result.correctedLatencyMs).toBeDefined();
		expect(Math.max(...progress.flatMap(({ seconds }) => seconds.map(({ openConnections }) => openConnections)))).toBe(20);
		expect(progress.flatMap(({ seconds }) => seconds).reduce((sum, { sent }) => sum + sent, 0)).toBe(paths.length);
	});

	it("wait before they try again where nobody answers, and every vote is accounted for", async () => {
		const { url: apiUrl } = await startHttpServer((request) => request.socket.destroy());
		const { result } = await drive(apiUrl, { ...USERS, thinkMs: 0 });
		expect(result.counts).toMatchObject({ byStatus: {}, unanswered: result.counts.offered });
		expect(result.counts.offered, "not thousands a second").toBeLessThanOrEqual(40);
		expect(result.unknownVoters).toHaveLength(result.counts.offered);
		expect(result.groups).toMatchObject([{ status: 0, code: "UND_ERR_SOCKET" }]);
	});

	it("stop when they are told to, and what was measured is kept", async () => {
		let asked = 0;
		const { url: apiUrl } = await startHttpServer((_request, response) => {
			asked += 1;
			response.end("{}");
		});
		const { result } = await drive(apiUrl, USERS, 600, () => asked >= 20);
		expect(result.counts.offered).toBeGreaterThanOrEqual(20);
		expect(result.counts.byStatus).toEqual({ "200": result.counts.offered });
	});
});

describe("a rate", () => {
	it("is offered whatever the answers take, and latency counts from when a request was due", async () => {
		const { url: apiUrl } = await startHttpServer((_request, response) => setTimeout(() => response.end("{}"), 50));
		const { result } = await drive(apiUrl, { kind: "rate", ratePerSecond: 100, connections: 1 });
		expect(result.counts).toEqual({ offered: 100, byStatus: { "200": 100 }, unanswered: 0, notSent: 0 });
		// One connection answers 20 a second: the last one has waited four seconds for its turn.
		expect(result.latencyMs.max).toBeGreaterThan(3000);
		expect(result).not.toHaveProperty("correctedLatencyMs");
	});
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { Patience } from "../src/shared/patience.ts";
import { sdkFault } from "../src/shared/sdk-errors.ts";

describe("patience", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("gives up once after its time and up to a twentieth more, and leaves no timer behind", () => {
		const patience = new Patience(2000);
		const giveUp = vi.fn();
		vi.advanceTimersByTime(50);
		const stop = patience.wait(giveUp);
		vi.advanceTimersByTime(1999);
		expect(giveUp).not.toHaveBeenCalled();
		vi.advanceTimersByTime(101);
		expect(giveUp).toHaveBeenCalledOnce();
		expect(stop()).toBe("out-of-patience");
		expect(vi.getTimerCount()).toBe(0);
	});

	it("waits for each call by itself, with one timer for all", () => {
		const patience = new Patience(2000);
		const [first, second] = [vi.fn(), vi.fn()];
		const stopFirst = patience.wait(first);
		vi.advanceTimersByTime(1500);
		patience.wait(second);
		expect(vi.getTimerCount()).toBe(1);
		expect(stopFirst()).toBe("in-time");
		vi.advanceTimersByTime(1900);
		expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
		vi.advanceTimersByTime(300);
		expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
		expect(vi.getTimerCount()).toBe(0);
	});
});

describe("the HTTP handler of functions", () => {
	const REQUEST_TIMEOUT_MS = 400;
	let server: Server | undefined;
	afterEach(() => {
		server?.closeAllConnections();
		server?.close();
	});

	async function clientOf(answer: Parameters<typeof createServer<never, never>>[1]): Promise<KinesisClient> {
		server = createServer(answer as never);
		await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		return new KinesisClient({
			endpoint: `http://127.0.0.1:${port}`,
			region: "us-east-1",
			credentials: { accessKeyId: "a", secretAccessKey: "b" },
			maxAttempts: 1,
			requestHandler: functionHttpHandler({ requestTimeoutMs: REQUEST_TIMEOUT_MS }),
		});
	}

	const failureOf = (client: KinesisClient) =>
		client.send(new ListStreamsCommand()).then(
			() => undefined,
			(error: unknown) => sdkFault(error),
		);

	it.each([
		{ title: "never answers", answer: () => {} },
		{
			title: "stops in the middle of its answer",
			answer: (_request: unknown, response: { writeHead(status: number, headers: object): void; write(text: string): void }) => {
				response.writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": "100" });
				response.write("{");
			},
		},
	])("a service that $title is unavailable, by a timeout that may be tried again", async ({ answer }) => {
		const fault = await failureOf(await clientOf(answer as never));
		expect(fault).toMatchObject({ kind: "unavailable", name: "TimeoutError", retryable: true });
		expect(fault?.message).toMatch(/^No answer within 400 ms\./);
	});

	it("a thread that stood still for longer than the timeout reads the answer that came meanwhile", async () => {
		const client = await clientOf(((_request: unknown, response: { end(text: string): void }) => {
			response.end('{"StreamNames":["votes"]}');
			// Server and client share this thread: the answer is on its way, and nobody reads it.
			const untilMs = performance.now() + 3 * REQUEST_TIMEOUT_MS;
			while (performance.now() < untilMs);
		}) as never);
		await expect(client.send(new ListStreamsCommand())).resolves.toMatchObject({ StreamNames: ["votes"] });
	});
});

import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { probeTarget } from "../src/target/probe-target.ts";
import { startHttpServer } from "./support/http-server.ts";

describe("a target is looked at before it is loaded", () => {
	it("is taken when it answers a poll's results", async () => {
		const { url: apiUrl } = await startHttpServer((request, response) =>
			response.end(JSON.stringify({ vote_id: request.url?.split("/")[2], choices: {}, total: 0 })),
		);
		await expect(probeTarget(apiUrl)).resolves.toBeUndefined();
	});

	it.each<{ title: string; answer: RequestListener; message: RegExp }>([
		{
			title: "a web page",
			answer: (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
			message: /is not a Headroom voting API: GET \/votes\/headroom-probe answered 200 \(text\/html\), not a poll's results/,
		},
		{
			title: "another API",
			answer: (_request, response) => response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}'),
			message: /answered 404 \(application\/json\)/,
		},
		{ title: "JSON that is nothing", answer: (_request, response) => response.end("null"), message: /is not a Headroom voting API/ },
		{
			title: "a redirect, which votes would not follow",
			answer: (_request, response) => response.writeHead(301, { location: "/elsewhere" }).end(),
			message: /answered 301/,
		},
		{
			title: "a connection that breaks",
			answer: (request) => request.socket.destroy(),
			message: /^Nothing answers at http:\/\/127\.0\.0\.1:\d+ \(/,
		},
	])("is refused in one line when it is $title", async ({ answer, message }) => {
		const { url } = await startHttpServer(answer);
		await expect(probeTarget(url)).rejects.toThrow(message);
	});

	it("is refused when nothing listens", async () => {
		const { url: apiUrl, close } = await startHttpServer(() => {});
		await close();
		await expect(probeTarget(apiUrl)).rejects.toThrow(/^Nothing answers at .* \(ECONNREFUSED\)\. Start a local cloud with npm start/);
	});
});

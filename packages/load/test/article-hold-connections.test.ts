import { expect, it } from "vitest";
import { holdConnections } from "../src/article/hold-connections.ts";
import { startHttpServer } from "./support/http-server.ts";

it("holds as many connections as are asked for", async () => {
	const { url } = await startHttpServer((_request, response) => response.end());
	await expect(holdConnections(url, 450)).resolves.toBeUndefined();
});

it("says how many a machine held, why not more, and what to do", async () => {
	const { server, url } = await startHttpServer((_request, response) => response.end());
	server.maxConnections = 250;
	await expect(holdConnections(url, 1_000)).rejects.toThrow(
		/^This machine held \d+ of 1000 connections at once \((the other end closed it|ECONNRESET)\), and the article's test needs them all\. .+ raise ulimit -n/,
	);
});

it("says so when nothing listens", async () => {
	await expect(holdConnections("http://127.0.0.1:9", 3)).rejects.toThrow("held 0 of 3 connections at once (ECONNREFUSED)");
});

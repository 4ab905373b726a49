import { setTimeout as wait } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { send } from "../../endpoint/aws-http.ts";
import { type IsDenied, refuseFunction } from "../../endpoint/function-access.ts";
import { LOOPBACK, listen } from "../../listen.ts";
import { isActionLike } from "../iam/policy-document.ts";
import { useCompactStore } from "./compact-store.ts";
import { deleteExpired } from "./expired-items.ts";
import { timeToLive } from "./time-to-live.ts";

/** DynamoDB in a thread of its own, so that counting votes does not take the endpoint's time. Sends its port when it listens. */

/** Between two passes over the tables whose items expire, and between two pages of one pass: a twentieth of this thread's time at most. */
const PASS_EVERY_MS = 60_000;
const PAGE_EVERY_MS = 1_000;

// A client that breaks off in a request makes dynalite throw. The other clients' tables must survive that.
process.on("uncaughtException", (error) => {
	console.error(`dynalite: ${error.stack ?? error.message}`);
});

let denied: ReadonlyMap<string, readonly string[]> = new Map();
parentPort?.on("message", (message: typeof denied) => {
	denied = message;
});
const isDenied: IsDenied = (roleName, action) => (denied.get(roleName) ?? []).some((pattern) => isActionLike(action, pattern));

useCompactStore();
const { default: dynalite } = await import("dynalite");
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.keepAliveTimeout = 75_000;
const [serve] = server.listeners("request");
server.removeAllListeners("request");
const ttl = timeToLive();
server.on("request", (request, response) => {
	// Functions connect here directly, without the endpoint.
	const refused = refuseFunction(request.headers, isDenied);
	if (refused !== undefined) {
		request.resume().once("end", () => send(response, refused));
		return;
	}
	if (!ttl.answer(request, response)) serve?.call(server, request, response);
});
const port = await listen(server, 0, "DynamoDB tables", "--endpoint-port");
parentPort?.postMessage(port);
void expireItems(`http://${LOOPBACK}:${port}`);

async function expireItems(url: string): Promise<never> {
	for (;;) {
		await wait(PASS_EVERY_MS);
		for (const table of ttl.expiring()) {
			await deleteExpired(table, { url, nowMs: Date.now, pause: () => wait(PAGE_EVERY_MS) }).catch((error: unknown) => {
				console.error(`dynalite: items of ${table.tableName} do not expire: ${error instanceof Error ? error.message : String(error)}`);
			});
		}
	}
}

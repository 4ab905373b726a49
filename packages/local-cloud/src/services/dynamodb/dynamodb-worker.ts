import { parentPort } from "node:worker_threads";
import dynalite from "dynalite";
import { send } from "../../endpoint/aws-http.ts";
import { refuseFunction } from "../../endpoint/function-access.ts";
import { listen } from "../../listen.ts";

/** DynamoDB in a thread of its own, so that counting votes does not take the endpoint's time. Sends its port when it listens. */

// A client that breaks off in a request makes dynalite throw. The other clients' tables must survive that.
process.on("uncaughtException", (error) => {
	console.error(`dynalite: ${error.stack ?? error.message}`);
});

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.keepAliveTimeout = 75_000;
const [serve] = server.listeners("request");
server.removeAllListeners("request");
server.on("request", (request, response) => {
	// Functions connect here directly, without the endpoint.
	const refused = refuseFunction(request.headers);
	if (refused === undefined) serve?.call(server, request, response);
	else request.resume().once("end", () => send(response, refused));
});
const port = await listen(server, 0, "DynamoDB tables", "--endpoint-port");
parentPort?.postMessage(port);

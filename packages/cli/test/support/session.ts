import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { AwsSession } from "../../src/shared/session/aws-session.ts";

/** A session whose services answer everything so, until the test ends. */
export async function sessionWith(answer: RequestListener, onCall?: (action: string) => void): Promise<AwsSession> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const session = await AwsSession.open({ endpointUrl: `http://127.0.0.1:${port}` }, {}, onCall);
	onTestFinished(() => {
		session.close();
		server.closeAllConnections();
		server.close();
	});
	return session;
}

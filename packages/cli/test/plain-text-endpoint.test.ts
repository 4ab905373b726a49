import { describe, expect, it } from "vitest";
import { commandContext } from "../src/shared/session/command-context.ts";
import { isLocal } from "../src/shared/session/session-options.ts";
import { memoryTerminal } from "./support/program.ts";

/** What is said before a command's work begins. */
async function saidBefore(endpointUrl: string | undefined, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
	const terminal = memoryTerminal();
	const { withSession } = commandContext(
		terminal,
		{ AWS_REGION: "us-east-1", ...env },
		() => ({ endpointUrl }),
		() => {},
	);
	let before: readonly string[] = [];
	await withSession(async () => {
		before = [...terminal.said];
		return "done";
	})();
	return before;
}

describe("an endpoint without TLS", () => {
	it.each(["http://internal.example.com:4566", "http://10.0.0.7", "http://127.0.0.1.evil.example", "http://127.evil.example"])(
		"%s, beyond this machine, is warned of before anything is sent there",
		async (endpointUrl) => {
			expect(await saidBefore(endpointUrl)).toEqual([expect.stringContaining(`! ${endpointUrl} is not encrypted`)]);
			expect(isLocal({ endpointUrl })).toBe(false);
		},
	);

	it("that is meant for one service alone is warned of, too", async () => {
		const env = { AWS_ENDPOINT_URL_DYNAMODB: "http://10.0.0.7:8000", AWS_ENDPOINT_URL_SQS: "https://10.0.0.8" };
		expect(await saidBefore(undefined, env)).toEqual([expect.stringContaining("! http://10.0.0.7:8000 is not encrypted")]);
	});

	it.each(["https://internal.example.com", "http://127.0.0.1:4566", "http://127.1:4566", "http://localhost:4566", "http://[::1]:4566"])(
		"%s is not: it is encrypted, or on this machine",
		async (endpointUrl) => {
			expect(await saidBefore(endpointUrl)).toEqual([]);
		},
	);
});

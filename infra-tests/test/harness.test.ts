import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateApp } from "../harness/evaluate-app.ts";
import type { SourceEdit } from "../harness/evaluation-request.ts";
import { type SstServer, startSstServer } from "../harness/sst-server.ts";

/** What the harness itself must not let pass. Each app is `sst.config.ts` with one change. */
describe("an evaluation fails for", () => {
	interface Row {
		readonly title: string;
		readonly edit: SourceEdit;
		readonly message: RegExp;
		readonly environment?: Readonly<Record<string, string>>;
	}
	const rows: readonly Row[] = [
		{
			title: "a handler that is not there",
			edit: {
				file: "packages/config/src/deployment.ts",
				from: "packages/functions/src/tally.handler",
				to: "packages/functions/src/tallly.handler",
			},
			message: /there is no file packages\/functions\/src\/tallly\.ts/,
		},
		{
			title: "two components with one name",
			edit: { file: "stacks/shared/lambda-function.ts", from: '"FailedEventsQueue"', to: '"RecheckQueue"' },
			message: /Component name RecheckQueue is not unique/,
		},
		{
			title: "a lookup that no mock answers",
			edit: { file: "stacks/shared/deployment.ts", from: "await aws.getPartition()", to: "await aws.getBillingServiceAccount()" },
			message: /no answer to the lookup aws:index\/getBillingServiceAccount/,
		},
		{
			title: "a resource that no mock describes",
			edit: {
				file: "stacks/shared/deployment.ts",
				from: "export const deployment =",
				to: 'new aws.ecr.Repository("Images");\nexport const deployment =',
			},
			message: /no description of aws:ecr\/repository:Repository \(Images\)/,
		},
		{
			title: "a name that the provider makes up and then refuses",
			edit: { file: "stacks/autoscaler/alarms.ts", from: "		statementId,\n", to: "" },
			environment: { HEADROOM_ATTACHABLE_STREAMS: "orders-*" },
			message: /WokenByheadroom-orders-\*-\* is refused: statementId must match \^\[0-9A-Za-z_-\]\+\$/,
		},
	];
	it.each(rows)("$title", async ({ edit, environment = {}, message }) => {
		const evaluation = await evaluateApp({ stage: "production", edits: [edit], environment });
		expect(evaluation).toMatchObject({ kind: "failed", message: expect.stringMatching(message) });
	});

	it("an edit that does not fit its file, before anything is evaluated", async () => {
		const edit = { file: "stacks/shared/deployment.ts", from: "no such text", to: "" };
		await expect(evaluateApp({ stage: "production", edits: [edit] })).rejects.toThrow(
			/stacks\/shared\/deployment\.ts: the text to edit is there 0 times/,
		);
	});
});

describe("the SST server of the harness", () => {
	const work = mkdtempSync(join(tmpdir(), "headroom-sst-server-"));
	let server: SstServer;
	beforeAll(async () => {
		server = await startSstServer(work);
	});
	afterAll(async () => {
		await server.close();
		rmSync(work, { recursive: true, force: true });
	});

	async function ask(method: string, parameter: object): Promise<unknown> {
		const response = await fetch(`${server.url}/rpc`, { method: "POST", body: JSON.stringify({ method, params: [parameter] }) });
		return response.json();
	}

	const build = (handler: string) => ({ functionID: "Tally", handler, runtime: "nodejs24.x" });

	it("builds a handler that is there", async () => {
		const answer = await ask("Runtime.Build", build("packages/functions/src/tally.handler"));
		expect(answer).toMatchObject({ result: { handler: "bundle.handler", errors: [] } });
	});

	it.each([
		["whose file is not there", "packages/functions/src/tallly.handler", "there is no file packages/functions/src/tallly.ts"],
		["whose file exports another name", "packages/functions/src/tally.main", "packages/functions/src/tally.ts exports handler"],
	])("refuses a handler %s", async (_title, handler, reason) => {
		const answer = await ask("Runtime.Build", build(handler));
		expect(answer).toMatchObject({ result: { errors: [`handler ${handler}: ${reason}`] } });
	});

	it("refuses whatever SST has not asked for so far", async () => {
		expect(await ask("Provider.Aws.Appsync", {})).toEqual({ error: expect.stringContaining("Provider.Aws.Appsync") });
	});
});

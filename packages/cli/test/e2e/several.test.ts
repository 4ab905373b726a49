import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { actingWorld } from "../support/acting-world.ts";
import { headroom, inProcess, inTerminal } from "../support/headroom.ts";

const worldOf = actingWorld();

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-several-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Managed as far as a command sees: without alarms, of which the account puts few in a second. */
const managed = async (...streamNames: readonly string[]): Promise<void> => {
	const world = worldOf();
	await Promise.all(streamNames.map((streamName) => world.createStream(streamName, 1)));
	await Promise.all(streamNames.map((streamName) => world.storePolicy(streamName, "{}")));
};

const overrideOf = async (streamName: string): Promise<unknown> =>
	(await worldOf().items(streamName)).find(({ sortKey }) => sortKey === "state")?.["override"];

/** Each on streams of its own, side by side. */
describe("several streams", { concurrent: true }, () => {
	it("attach 'new-*': the plan of each, one question, each with its end; one that is refused keeps no other from it", async ({
		expect,
	}) => {
		const world = worldOf();
		await Promise.all([world.createStream("new-a", 1), world.createStream("new-b", 1), world.createOnDemandStream("new-c")]);
		const dry = await inProcess(["attach", "new-a", "--dry-run", "--json"], world.env);
		expect(JSON.parse(dry.stdout)).toMatchObject({
			version: 1,
			kind: "attach",
			streamName: "new-a",
			plan: {
				policy: { before: null, after: {} },
				grantsAlarmPermission: true,
				alarms: { created: expect.arrayContaining(["headroom-new-a-fast"]), changed: [], removed: [] },
			},
			result: null,
		});
		const terminal = inTerminal(["attach", "new-*"], world.env);
		await terminal.said("Attach new-a, new-b?");
		expect(terminal.shown()).toContain("+ alarm headroom-new-a-fast");
		expect(terminal.shown()).toContain("+ alarm headroom-new-b-fast");
		expect(terminal.shown()).toContain("new-c: new-c is ON_DEMAND");
		terminal.type("y\r");
		const { code, shown } = await terminal.ended;
		expect(code).toBe(3);
		expect(shown).toMatch(/done\S* +new-a +new-a is attached\./);
		expect(shown).toMatch(/done\S* +new-b +new-b is attached\./);
		expect(shown).toMatch(/refused\S* +new-c +new-c is ON_DEMAND/);
		const names = await world.alarmNames();
		expect(["a", "b", "c"].map((end) => names.includes(`headroom-new-${end}-fast`))).toEqual([true, true, false]);
	});

	it("a pattern acts on what was shown, and on nothing that fits it since", async ({ expect }) => {
		await managed("shown-a", "shown-b");
		const terminal = inTerminal(["pause", "shown-*", "--for", "30m"], worldOf().env);
		await terminal.said("Pause shown-a, shown-b?");
		await managed("shown-late");
		terminal.type("yes\r");
		expect((await terminal.ended).code).toBe(0);
		expect(await overrideOf("shown-a")).toMatchObject({ kind: "pause" });
		expect(await overrideOf("shown-b")).toMatchObject({ kind: "pause" });
		expect(await overrideOf("shown-late")).toBeUndefined();
	});

	it("are not acted on where nobody can answer, and with --yes they are; --json has each", async ({ expect }) => {
		await managed("piped-a", "piped-b");
		const unasked = await headroom(["hold", "piped-a", "piped-b"], worldOf().env);
		expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
		expect(await overrideOf("piped-a")).toBeUndefined();

		const held = await headroom(["hold", "piped-*", "--for", "30m", "--reason", "sale", "--yes", "--json"], worldOf().env);
		expect(held).toMatchObject({ code: 0, stderr: "" });
		const one = {
			plan: { override: { kind: "hold", by: "root", reason: "sale" }, replaces: null },
			result: { end: "set", incomplete: [] },
			fault: null,
		};
		expect(JSON.parse(held.stdout)).toMatchObject({
			version: 1,
			kind: "hold",
			streams: [
				{ streamName: "piped-a", ...one },
				{ streamName: "piped-b", ...one },
			],
		});
		const released = await inProcess(["release", "piped-a", "--json"], worldOf().env);
		expect(JSON.parse(released.stdout)).toMatchObject({
			kind: "release",
			streamName: "piped-a",
			plan: { ends: { kind: "hold", reason: "sale" } },
			result: { end: "set" },
		});
		const paused = await inProcess(["pause", "piped-a", "--for", "30m", "--json"], worldOf().env);
		expect(JSON.parse(paused.stdout)).toMatchObject({ kind: "pause", plan: { override: { kind: "pause" } }, result: { end: "set" } });
		const resumed = await inProcess(["resume", "piped-a", "--json"], worldOf().env);
		expect(JSON.parse(resumed.stdout)).toMatchObject({ kind: "resume", plan: { ends: { kind: "pause" } }, result: { end: "set" } });
		const nothing = await inProcess(["release", "piped-a", "--json"], worldOf().env);
		expect(JSON.parse(nothing.stdout)).toMatchObject({ streamName: "piped-a", plan: null, result: null });
	});

	it("scale with a name that does not exist: the others are scaled, and the code is that of the worst", async ({ expect }) => {
		await managed("grow-a", "grow-b");
		const { code, stderr, stdout } = await headroom(["scale", "grow-*", "grow-x", "--to", "2", "--yes"], worldOf().env);
		expect(code).toBe(4);
		expect(stderr).toContain('grow-x: There is no stream "grow-x" in this account and Region.\n  Did you mean grow-a');
		expect(stdout).toContain("grow-a: 1 → 2 shards in 1 step");
		expect(stdout).toContain("grow-b: Step 1 of 1: 1 → 2, asked for");
		expect(stdout).toMatch(/done +grow-a +Done: grow-a is ACTIVE with 2 shards\./);
		expect(stdout).toMatch(/not-found +grow-x +There is no stream "grow-x"/);
		expect(await worldOf().calls("grow-a")).toEqual(["1>2"]);
		expect(await worldOf().calls("grow-b")).toEqual(["1>2"]);
	});

	it("another person's pause in one of them: named in the question, and without one refused for that stream alone", async ({ expect }) => {
		await managed("kept-a", "kept-b");
		await worldOf().override("kept-b", { kind: "pause", untilMs: Date.now() + 3_600_000, by: "user/ana", reason: "migration" });
		const unasked = await headroom(["pause", "kept-*", "--yes"], worldOf().env);
		expect(unasked.code).toBe(3);
		expect(unasked.stderr).toMatch(/kept-b: kept-b is paused by user\/ana until .*: migration\.\n.*--replace/);
		expect(await overrideOf("kept-a")).toMatchObject({ by: "root" });
		expect(await overrideOf("kept-b")).toMatchObject({ by: "user/ana" });
		const terminal = inTerminal(["pause", "kept-*"], worldOf().env);
		await terminal.said("Pause kept-a, kept-b, and replace that?");
		terminal.type("y\r");
		expect((await terminal.ended).code).toBe(0);
		expect(await overrideOf("kept-b")).toMatchObject({ by: "root" });
	});

	it("policies: what policy get --json prints, policy set stores again without a difference; one for all changes each", async ({
		expect,
	}) => {
		await managed("pol-a", "pol-b");
		const own = JSON.stringify({ "pol-a": { maxShardCount: 8 }, "pol-b": { scaleInCooldown: "15m" } });
		const set = await headroom(["policy", "set", "pol-*", "--file", "-", "--yes", "--json"], worldOf().env, own);
		expect(JSON.parse(set.stdout)).toMatchObject({
			kind: "policy-set",
			streams: [
				{ streamName: "pol-a", plan: { policy: { before: {}, after: { maxShardCount: 8 } } }, result: { end: "stored" } },
				{ streamName: "pol-b", result: { end: "stored" } },
			],
		});
		for (const streams of [["pol-a"], ["pol-*"]]) {
			const got = await inProcess(["policy", "get", ...streams, "--json"], worldOf().env);
			const again = await headroom(["policy", "set", ...streams, "--file", "-"], worldOf().env, got.stdout);
			expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("pol-a has that policy already: nothing to do.") });
		}
		// A deployed one, with each key that differs from its default.
		const deployed = await inProcess(["policy", "get", "votes", "--json"], worldOf().env);
		const shown = await headroom(["policy", "set", "votes", "--file", "-", "--yes"], worldOf().env, deployed.stdout);
		expect(shown.code, shown.stderr).toBe(0);
		const [before, after] = [deployed.stdout, (await inProcess(["policy", "get", "votes", "--json"], worldOf().env)).stdout].map((text) =>
			JSON.parse(text),
		);
		expect(after.policy).toEqual(before.policy);
		expect(after).toMatchObject({ source: "overridden", written: before.policyFile });
		const reset = await inProcess(["policy", "reset", "votes", "pol-a", "--yes", "--json"], worldOf().env);
		expect(reset.code).toBe(3);
		expect(JSON.parse(reset.stdout)).toMatchObject({
			kind: "policy-reset",
			streams: [
				{ streamName: "votes", plan: { removes: before.policyFile }, result: { end: "reset" }, fault: null },
				{ streamName: "pol-a", plan: null, result: null, fault: { exit: "refused", hints: ["Stop managing it: headroom detach pol-a"] } },
			],
		});
		expect(JSON.parse((await inProcess(["policy", "get", "votes", "--json"], worldOf().env)).stdout)).toMatchObject({ source: "deployed" });
	});

	it("status, limits and history show the others beside a name that is wrong, and say so", async ({ expect }) => {
		for (const command of ["status", "limits", "history"]) {
			const { code, stdout } = await inProcess([command, "votes", "vots", "--json"], worldOf().env);
			expect({ command, code }).toEqual({ command, code: 1 });
			expect(JSON.parse(stdout).faults).toEqual([
				{
					streamName: "vots",
					fault: expect.stringMatching(/^There is no stream "vots" in this account and Region\. Did you mean .*votes/),
				},
			]);
			expect(await inProcess([command, "vots"], worldOf().env)).toMatchObject({ code: 4, stdout: "" });
		}
	});

	it("explain and detach take them, too", async ({ expect }) => {
		await managed("seen-a", "seen-b");
		const explained = await inProcess(["explain", "seen-*"], worldOf().env);
		expect(explained).toMatchObject({ code: 0, stderr: "" });
		expect(explained.stdout).toMatch(/^seen-a\n(?:.*\n)+\nseen-b\n/);
		const asJson = JSON.parse((await inProcess(["explain", "seen-a", "nosuch", "--json"], worldOf().env)).stdout);
		expect(asJson).toMatchObject({
			kind: "explain",
			streams: [
				{ streamName: "seen-a", decision: expect.anything() },
				{ streamName: "nosuch", fault: { exit: "not-found" } },
			],
		});
		const detached = await inProcess(["detach", "seen-*", "votes", "--yes", "--json"], worldOf().env);
		expect(detached.code).toBe(3);
		expect(JSON.parse(detached.stdout)).toMatchObject({
			kind: "detach",
			streams: [
				{ streamName: "seen-a", plan: { removes: { policy: true, alarmPermission: false, alarms: [] } }, result: { end: "detached" } },
				{ streamName: "seen-b", result: { end: "detached" } },
				{ streamName: "votes", plan: null, fault: { exit: "refused" } },
			],
		});
	});

	it("a pattern that fits none is an error with the streams that exist, whatever the command", async ({ expect }) => {
		for (const args of [
			["pause"],
			["resume"],
			["hold"],
			["release"],
			["scale", "--to", "2"],
			["policy", "get"],
			["policy", "reset"],
			["detach"],
			["explain"],
			["advise"],
		]) {
			const { code, stderr } = await inProcess([...args, "nosuch-*"], worldOf().env);
			expect({ args, code }).toEqual({ args, code: 4 });
			expect(stderr).toMatch(/No managed stream has a name like nosuch-\*\.\n {2}Managed streams: .*votes/);
		}
		for (const command of ["attach", "simulate"]) {
			const { code, stderr } = await inProcess([command, "nosuch-*"], worldOf().env);
			expect({ command, code }).toEqual({ command, code: 4 });
			expect(stderr).toMatch(/No stream has a name like nosuch-\*\.\n {2}Streams: .*votes/);
		}
		for (const args of [
			["split", "--shard", "shardId-000000000000"],
			["policy", "edit"],
		]) {
			expect(await inProcess([...args, "*"], worldOf().env)).toMatchObject({
				code: 2,
				stderr: expect.stringContaining("may be several streams"),
			});
		}
	});

	it("an ARN is the stream in every command, and one of another place is refused in the deployment's words", async ({ expect }) => {
		const arn = (region: string, account = "000000000000") => `arn:aws:kinesis:${region}:${account}:stream/votes`;
		const { stderr } = await headroom(["simulate", arn("us-east-1"), "--who", "headroom", "--since", "1m"], worldOf().env);
		expect(stderr).toMatch(/^headroom: votes had no traffic from/);
		for (const args of [
			["simulate"],
			["pause"],
			["resume"],
			["scale", "--to", "2"],
			["attach"],
			["detach"],
			["explain"],
			["policy", "reset"],
		]) {
			const elsewhere = await inProcess([...args, arn("eu-west-1")], worldOf().env);
			expect({ args, code: elsewhere.code }).toEqual({ args, code: 2 });
			expect(elsewhere.stderr).toContain("is in eu-west-1, this command is in us-east-1");
		}
		expect(await inProcess(["hold", arn("us-east-1", "111111111111")], worldOf().env)).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("is in account 111111111111, this command is in 000000000000"),
		});
	});
});

describe("policy edit", { concurrent: true }, () => {
	/** An editor that writes the first text at its first start, the second at its second, and keeps what it was given. */
	const editor = async (name: string, ...texts: readonly string[]): Promise<string> => {
		const path = join(directory, name);
		await Promise.all(texts.map((text, index) => writeFile(`${path}.${index}`, text)));
		const script = `#!/bin/sh
n=$(ls "${path}".given.* 2>/dev/null | wc -l | tr -d ' ')
cp "$1" "${path}.given.$n"
cp "${path}.$n" "$1"
`;
		await writeFile(path, script);
		await chmod(path, 0o755);
		return path;
	};

	it("checks, offers a broken edit again with the person's own text, shows the difference key by key, asks, and stores", async ({
		expect,
	}) => {
		await managed("edited");
		const broken = '{"maxShardCount": 0}\n';
		const EDITOR = await editor("fixes", broken, '{"maxShardCount": 8, "scaleInCooldown": "15m"}\n');
		const terminal = inTerminal(["policy", "edit", "edited"], { ...worldOf().env, EDITOR, TMPDIR: directory });
		await terminal.said("Edit it again?");
		expect(terminal.shown()).toContain("edited.maxShardCount: must be a whole number from 1 to 10000");
		terminal.type("y\r");
		await terminal.said("Set the policy of edited?");
		expect(terminal.shown()).toContain("maxShardCount: default → 8");
		expect(terminal.shown()).toContain('scaleInCooldown: default → "15m"');
		terminal.type("y\r");
		const { code, shown } = await terminal.ended;
		expect(shown).toContain("edited has the policy.");
		expect(shown).not.toContain("Your text is kept");
		expect(code).toBe(0);
		expect(await readFile(`${EDITOR}.given.0`, "utf8")).toBe("{}\n");
		expect(await readFile(`${EDITOR}.given.1`, "utf8")).toBe(broken);
	});

	it("loses nothing: after anything but yes, the text is in a file that policy set takes", async ({ expect }) => {
		await managed("declined");
		const VISUAL = await editor("declines", '{"maxShardCount": 8}\n');
		const terminal = inTerminal(["policy", "edit", "declined"], { ...worldOf().env, EDITOR: "false", VISUAL, TMPDIR: directory });
		await terminal.said("Set the policy of declined?");
		terminal.type("yse\r");
		await terminal.said("is neither yes nor no");
		terminal.type("\r");
		const { code, shown } = await terminal.ended;
		expect(code).toBe(0);
		expect(shown).toContain("Nothing was done.");
		const [, file = ""] = /Store it:\s+headroom policy set declined --file (\S+)/.exec(shown) ?? [];
		expect(await readFile(file, "utf8")).toBe('{"maxShardCount": 8}\n');
		const stored = await headroom(["policy", "set", "declined", "--file", file, "--yes"], worldOf().env);
		expect(stored).toMatchObject({ code: 0, stdout: expect.stringContaining("declined has the policy.") });
	});

	it("says that nothing was changed, that an editor failed, and that nobody can edit in a pipe", async ({ expect }) => {
		const unchanged = await inTerminal(["policy", "edit", "votes"], { ...worldOf().env, EDITOR: "true", TMPDIR: directory }).ended;
		expect(unchanged).toMatchObject({ code: 0, shown: expect.stringContaining("Nothing was changed.") });
		const failed = await inTerminal(["policy", "edit", "votes"], { ...worldOf().env, EDITOR: "false", TMPDIR: directory }).ended;
		expect(failed).toMatchObject({ code: 1, shown: expect.stringContaining("The editor (false) ended with 1. Nothing was done.") });
		expect(failed.shown).toContain("Your text is kept");
		const piped = await headroom(["policy", "edit", "votes"], { ...worldOf().env, EDITOR: "true" });
		expect(piped).toMatchObject({ code: 2, stderr: expect.stringContaining("headroom policy set votes --file policy.json") });
	});
});

import { PERSON_ROLES, type PersonRole } from "@headroom/config";
import { describe, it } from "vitest";
import { actingWorld } from "../support/acting-world.ts";
import { headroom, inTerminal } from "../support/headroom.ts";
import { localCloudProxy } from "../support/local-cloud-proxy.ts";

const worldOf = actingWorld();

/** What two people do to each other without knowing, and what a person is told before that: each on a stream of its own, side by side. */
describe("careful", { concurrent: true }, () => {
	describe("another person's pause", () => {
		const pause = () => ({ kind: "pause", untilMs: Date.now() + 3_600_000, by: "user/ana", reason: "migration" }) as const;
		const isAnas = { override: { kind: "pause", by: "user/ana" } };
		const state = async (streamName: string) => (await worldOf().items(streamName)).find(({ sortKey }) => sortKey === "state");

		it("is shown with the plan, and a hold replaces it only for a person who says so", async ({ expect }) => {
			await worldOf().createStream("anas", 1);
			expect((await headroom(["attach", "anas", "--yes"], worldOf().env)).code).toBe(0);
			await worldOf().override("anas", pause());

			const scale = ["scale", "anas", "--to", "2", "--hold", "1h"];
			for (const args of [
				[...scale, "--yes"],
				["hold", "anas"],
				["pause", "anas"],
			]) {
				const { code, stderr } = await headroom(args, worldOf().env);
				expect({ args, code }).toEqual({ args, code: 3 });
				expect(stderr).toMatch(/anas is paused by user\/ana until .*: migration\.\n.*--replace/);
			}
			const terminal = inTerminal(scale, worldOf().env);
			await terminal.said("Scale anas, and replace that?");
			expect(terminal.shown()).toContain("paused by user/ana until");
			terminal.type("n\r");
			expect(await terminal.ended).toMatchObject({ code: 0, shown: expect.stringContaining("Nothing was done.") });
			expect(await state("anas")).toMatchObject(isAnas);
			expect(await worldOf().calls("anas")).toEqual([]);

			const replaced = await headroom([...scale, "--yes", "--replace"], worldOf().env);
			expect(replaced).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("Held until") });
			expect(await state("anas")).toMatchObject({ override: { kind: "hold", by: "root" } });
		});

		it("that comes while one's own plan is read stays: the person is told whose it is", async ({ expect }) => {
			await worldOf().createStream("late", 1);
			expect(await headroom(["scale", "late", "--to", "2", "--hold", "1h", "--dry-run"], worldOf().env)).toMatchObject({
				code: 4,
				stderr: expect.stringContaining("headroom attach late"),
			});
			expect((await headroom(["attach", "late", "--yes"], worldOf().env)).code).toBe(0);
			const terminal = inTerminal(["scale", "late", "--to", "2", "--hold", "1h"], worldOf().env);
			await terminal.said("Scale late?");
			await worldOf().override("late", pause());
			terminal.type("y\r");
			const { code, shown } = await terminal.ended;
			expect(shown).toContain("Somebody else was first: the stream is paused by user/ana until");
			expect(code).toBe(3);
			expect(await state("late")).toMatchObject(isAnas);
			expect(await worldOf().calls("late")).toEqual([]);
		});
	});

	it("a policy that another stores while the difference is read is not overwritten", async ({ expect }) => {
		await worldOf().createStream("twice", 1);
		expect((await headroom(["attach", "twice", "--yes"], worldOf().env)).code).toBe(0);
		const mine = inTerminal(
			["attach", "twice", "--policy", new URL("../support/policy-of-eight.json", import.meta.url).pathname],
			worldOf().env,
		);
		await mine.said("Attach twice?");
		const theirs = ["policy", "set", "twice", "--file", "-", "--yes"];
		expect((await headroom(theirs, worldOf().env, '{"maxShardCount": 4}')).code).toBe(0);
		mine.type("y\r");
		const { code, shown } = await mine.ended;
		expect(shown).toContain("root stored another policy for twice meanwhile. Headroom changed nothing.");
		expect(code).toBe(3);
		const { stdout } = await headroom(["policy", "get", "twice", "--json"], worldOf().env);
		expect(JSON.parse(stdout)).toMatchObject({ written: { maxShardCount: 4 }, stored: { revision: 2 } });
	});

	it("a machine whose clock is a minute off reshards, pauses and holds nothing; it may look", async ({ expect }) => {
		await worldOf().createStream("clocked", 1);
		const attached = await headroom(["attach", "clocked", "--yes"], worldOf().env);
		expect(attached.code, attached.stderr).toBe(0);
		const proxy = await localCloudProxy(worldOf().localCloud.endpointUrl, (_, headers) => ({
			...headers,
			date: new Date(Date.now() + 60_000).toUTCString(),
		}));
		const env = { AWS_ENDPOINT_URL: proxy.url };
		for (const args of [
			["scale", "clocked", "--to", "2", "--yes"],
			["pause", "clocked"],
			["hold", "clocked"],
		]) {
			const { code, stderr } = await headroom(args, env);
			expect({ args, code }).toEqual({ args, code: 3 });
			expect(stderr).toMatch(/This machine's clock is .* behind AWS's: .*\n {2}Let the machine keep time/);
		}
		const { stdout } = await headroom(["doctor", "clocked", "--json"], env);
		expect(JSON.parse(stdout).findings).toContainEqual(expect.objectContaining({ code: "clock.off", severity: "warning" }));
		proxy.close();
		expect(await worldOf().calls("clocked")).toEqual([]);
	});

	it("no command makes a call that docs/permissions.md does not name for it", async ({ expect }) => {
		await worldOf().createStream("minimal", 1);
		const lines = [
			"attach minimal --yes",
			"status",
			"explain minimal",
			"pause minimal --for 1h",
			"resume minimal",
			"scale minimal --to 2 --hold 1h --yes",
			"release minimal",
			"history minimal",
			"limits minimal",
			"policy get minimal",
			"policy reset votes --yes",
			"doctor minimal",
			"trace JKJaXmPLvHcESHA=",
			"advise minimal",
			"simulate minimal --who headroom",
			"detach minimal --yes",
		];
		const roles = Object.values(PERSON_ROLES) as PersonRole[];
		for (const line of lines) {
			const { stderr } = await headroom([...line.split(" "), "--debug"], worldOf().env);
			const made = [...stderr.matchAll(/^([a-z]+:[A-Z]\w+) \d+ ms$/gm)].map(([, action = ""]) => action);
			const role = roles.find(({ commands }) => commands.some((command) => `${line} `.startsWith(`${command} `)));
			const named = new Set(["sts:GetCallerIdentity", ...(role?.permissions.flatMap(({ actions }) => [...actions]) ?? [])]);
			expect({ line, isCalling: made.length > 0 }).toEqual({ line, isCalling: true });
			expect({ line, unnamed: made.filter((action) => !named.has(action)) }).toEqual({ line, unnamed: [] });
		}
	});
});

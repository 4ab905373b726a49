import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, it, vi } from "vitest";
import { actingWorld } from "../support/acting-world.ts";
import { headroom, inTerminal, start, type TerminalSession } from "../support/headroom.ts";
import { localCloudProxy } from "../support/local-cloud-proxy.ts";

const worldOf = actingWorld();

type TerminalEnd = Awaited<TerminalSession["ended"]>;

/** Less than the command waits for an answer. */
const HEARD_WITHIN_MS = 10_000;

/** Each on a stream of its own, side by side: what takes long is waiting. */
describe("headroom scale, the real binary against the local cloud", { concurrent: true }, () => {
	it("3 → 20 in a terminal: shows the plan, asks, and does it in the fewest legal steps", async ({ expect }) => {
		const terminal = inTerminal(["scale", "votes", "--to", "20", "--reason", "launch"], worldOf().env);
		await terminal.said("Scale votes?");
		const plan = terminal.shown();
		for (const said of ["in 3 steps", "3 → 6", "6 → 12", "12 → 20", "capped at double", "7 of 10", "USD a month"]) {
			expect(plan).toContain(said);
		}
		expect(await worldOf().calls("votes")).toEqual([]);
		// Written out, after a slip.
		terminal.type("yse\r");
		await terminal.said("neither yes nor no");
		terminal.type("Yes\r");
		const { code, shown } = await terminal.ended;
		expect(shown).toContain("Done: votes is ACTIVE with 20 shards.");
		expect(code).toBe(0);
		expect(await worldOf().calls("votes")).toEqual(["3>6", "6>12", "12>20"]);
	});

	it("refuses the eleventh reshard of the day, and says when the next is free", async ({ expect }) => {
		await worldOf().createStream("daily", 1);
		for (const to of ["16", "1", "4"]) {
			const { code, stdout } = await headroom(["scale", "daily", "--to", to, "--yes"], worldOf().env);
			expect(stdout).toContain(`Done: daily is ACTIVE with ${to === "1" ? "1 shard" : `${to} shards`}.`);
			expect(code).toBe(0);
		}
		expect(await worldOf().calls("daily")).toHaveLength(10);
		const { code, stderr } = await headroom(["scale", "daily", "--to", "5", "--yes"], worldOf().env);
		expect(code).toBe(3);
		expect(stderr).toMatch(/4 → 5 takes 1 reshard, and of the 10 that the service allows in a rolling 24 h 0 are left/);
		expect(stderr).toMatch(/Possible from \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC \(in (?:1 d|24 h)\) on\./);
		expect(await worldOf().calls("daily")).toHaveLength(10);
	});

	it("killed between the call and the ledger: the next run finds it, settles it and goes on", async ({ expect }) => {
		await worldOf().createStream("fragile", 2);
		let kill = (): void => {};
		const proxy = await localCloudProxy(worldOf().localCloud.endpointUrl, (operation, headers) => {
			if (operation !== "UpdateShardCount") return headers;
			kill();
			return undefined;
		});
		const { child, ended } = start(["scale", "fragile", "--to", "4", "--yes"], { AWS_ENDPOINT_URL: proxy.url });
		kill = () => child.kill("SIGKILL");
		expect((await ended).signal).toBe("SIGKILL");
		proxy.close();
		expect(await worldOf().calls("fragile")).toEqual(["2>4"]);
		const orphaned = await worldOf().items("fragile");
		expect(orphaned.find(({ sortKey }) => sortKey === "state")).toHaveProperty("intent");
		expect(orphaned.filter(({ sortKey }) => String(sortKey).startsWith("reshard#"))).toEqual([]);

		// The run of the dead process is a lease: until it ends the next person is told who holds it.
		await expect
			.poll(async () => (await headroom(["scale", "fragile", "--to", "4", "--yes"], worldOf().env)).code, {
				timeout: 100_000,
				interval: 5_000,
			})
			.toBe(0);
		const settled = await worldOf().items("fragile");
		expect(settled.find(({ sortKey }) => sortKey === "state")).not.toHaveProperty("intent");
		expect(settled.filter(({ sortKey }) => String(sortKey).startsWith("reshard#"))).toMatchObject([
			{ fromShardCount: 2, toShardCount: 4, startedBy: "person" },
		]);
		expect(await worldOf().calls("fragile")).toEqual(["2>4"]);
	});

	it("Ctrl-C: what was asked for goes on, nothing more is asked, and it says how to go on", async ({ expect }) => {
		await worldOf().createStream("patient", 1);
		const terminal = inTerminal(["scale", "patient", "--to", "8", "--yes"], worldOf().env);
		await terminal.said("Step 1 of 3");
		terminal.type("\u0003");
		const { code, shown } = await terminal.ended;
		expect(code).toBe(130);
		expect(shown).toMatch(/Stopped\. .* → .*(?:was|were) (?:asked for and goes on|not)/);
		expect(shown).toContain("headroom scale patient --to 8");
		const calls = await worldOf().calls("patient");
		expect(calls.length).toBeLessThan(3);
		await expect.poll(() => worldOf().status("patient")).toMatchObject({ streamStatus: "ACTIVE" });
		expect((await headroom(["scale", "patient", "--to", "8", "--yes"], worldOf().env)).code).toBe(0);
	});
});

describe("headroom scale, twice at the same time", { concurrent: true }, () => {
	it("two people at once: one wins, the other is told, nothing breaks", async ({ expect }) => {
		await worldOf().createStream("shared", 2);
		let hasEnded = (): void => {};
		const first = new Promise<void>((resolve) => {
			hasEnded = resolve;
		});
		// Whoever reshards hears of it when the other has ended, so that the two are at once on any machine.
		const proxy = await localCloudProxy(worldOf().localCloud.endpointUrl, async (operation, headers) => {
			if (operation === "UpdateShardCount") await Promise.race([first, setTimeout(HEARD_WITHIN_MS)]);
			return headers;
		});
		const env = { AWS_ENDPOINT_URL: proxy.url };
		const people = ["4", "3"].map((to) => inTerminal(["scale", "shared", "--to", to], env));
		await Promise.all(people.map((person) => person.said("Scale shared?")));
		for (const person of people) {
			person.type("y\r");
			void person.ended.then(hasEnded);
		}
		const [four, three] = (await Promise.all(people.map(({ ended }) => ended))) as [TerminalEnd, TerminalEnd];
		proxy.close();
		const [won, lost] = four.code === 0 ? [four, three] : [three, four];
		expect({ won: won.code, lost: lost.code }, won.shown + lost.shown).toEqual({ won: 0, lost: 3 });
		expect(lost.shown).toMatch(/was first|already|is (?:re)?sharding|(?:is|has been) scaling|in progress|under way/i);
		expect(await worldOf().calls("shared")).toEqual([won === four ? "2>4" : "2>3"]);
	});
});

describe("headroom scale, before anything is done", { concurrent: true }, () => {
	beforeAll(() => worldOf().createStream("asked", 20));

	it.for([
		{ title: "no", typed: ["n\r"] },
		{ title: "nothing", typed: ["\r"] },
		{ title: "what only begins with a y, twice", typed: ["yse\r", "yikes no\r"] },
		{ title: "what is no answer, then no", typed: ["20\r", "no\r"] },
	])("does nothing where a person says $title", async ({ typed: [first = "", second] }, { expect }) => {
		const before = await worldOf().calls("asked");
		const terminal = inTerminal(["scale", "asked", "--to", "10"], worldOf().env);
		await terminal.said("Scale asked? (y/N)");
		terminal.type(first);
		if (second !== undefined) {
			await terminal.said(`"${first.trim()}" is neither yes nor no. Scale asked? (y/N)`);
			terminal.type(second);
		}
		const { code, shown } = await terminal.ended;
		expect(shown).toContain("Nothing was done.");
		expect({ code, calls: await worldOf().calls("asked") }).toEqual({ code: 0, calls: before });
	});

	it("does nothing where a person answers with Ctrl-C, and shows no stack", async ({ expect }) => {
		const terminal = inTerminal(["scale", "asked", "--to", "10"], worldOf().env);
		await terminal.said("Scale asked?");
		terminal.type("\u0003");
		const { code, shown } = await terminal.ended;
		expect(shown).toContain("Nothing was done.");
		expect(shown).not.toMatch(/\n\s+at /);
		expect(code).toBe(130);
	});

	it("without a terminal: asks nobody, so that it must be told --yes; --dry-run only shows", async ({ expect }) => {
		const unasked = await headroom(["scale", "asked", "--to", "10"], worldOf().env);
		expect(unasked.code).toBe(2);
		expect(unasked.stderr).toContain("--yes");
		const dry = await headroom(["scale", "asked", "--to", "10", "--dry-run", "--json"], worldOf().env);
		expect(dry.code).toBe(0);
		expect(JSON.parse(dry.stdout)).toMatchObject({
			version: 1,
			kind: "scale",
			plan: { kind: "planned", openShardCount: 20, targetShardCount: 10, reshardsLeftAfter: 9, usdPerMonth: -109.5 },
			result: null,
		});
		expect(await worldOf().status("asked")).toMatchObject({ openShardCount: 20 });
	});

	it.for([
		{ title: "0", to: "0", says: "It must be a whole number from 1 to 10000." },
		{ title: "a negative number", to: "-3", says: "It must be a whole number from 1 to 10000." },
		{ title: "a fraction", to: "2.5", says: "It must be a whole number from 1 to 10000." },
		{ title: "more than any stream has", to: "10001", says: "It must be a whole number from 1 to 10000." },
		{ title: "a word", to: "many", says: "It must be a whole number from 1 to 10000." },
	])("refuses $title in one line with the allowed range", async ({ says, to }, { expect }) => {
		const { code, stderr, stdout } = await headroom(["scale", "asked", `--to=${to}`, "--yes"], worldOf().env);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr.trim().split("\n")).toHaveLength(1);
		expect(stderr).toContain(says);
	});

	it("refuses what the account's quota has no room for, with the range that it has", async ({ expect }) => {
		// DescribeLimits takes one call a second, the functions' included: without it the plan is shown, with a warning.
		await vi.waitFor(
			async () => {
				const { code, stderr } = await headroom(["scale", "asked", "--to", "400", "--dry-run"], worldOf().env);
				expect(code).toBe(3);
				expect(stderr).toMatch(/more shards than the account has free: \d+ of its quota of 250 are open/);
				expect(stderr).toMatch(/Now: --to \d+ to \d+\./);
			},
			{ timeout: 30_000, interval: 1_000 },
		);
	});
});

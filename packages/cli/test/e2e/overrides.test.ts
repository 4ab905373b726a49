import { describe, it, vi } from "vitest";
import { actingWorld } from "../support/acting-world.ts";
import { headroom, start } from "../support/headroom.ts";

const worldOf = actingWorld();

/** The fast alarm is evaluated every ten seconds. */
const ALARM_WITHIN_MS = 40_000;

/** Each on a stream of its own, side by side: what takes long is waiting. */
describe("overrides, attach and policies", { concurrent: true }, () => {
	const attached = async (streamName: string): Promise<void> => {
		await worldOf().createStream(streamName, 1);
		const { code, stderr } = await headroom(["attach", streamName, "--yes"], worldOf().env);
		if (code !== 0) throw new Error(stderr);
	};

	const rings = (streamName: string): Promise<void> =>
		vi.waitFor(
			async () => {
				const states = await worldOf().localCloud.events("alarm-state");
				if (!states.some(({ alarmName, to }) => alarmName === `headroom-${streamName}-fast` && to === "ALARM"))
					throw new Error("no alarm yet");
			},
			{ timeout: ALARM_WITHIN_MS, interval: 250 },
		);

	describe("a person's word, against a throttle alarm that rings", () => {
		it("a hold survives the alarm until it ends; then the autoscaler acts by itself", async ({ expect }) => {
			await attached("held");
			const held = await headroom(["hold", "held", "--for", "45s", "--reason", "load test"], worldOf().env);
			expect(held).toMatchObject({ code: 0, stderr: "" });
			expect(held.stdout).toMatch(/^held is held at its count by root until .*: load test\. End it: headroom release held$/m);
			const calm = worldOf().throttle("held");
			await rings("held");
			// Told of as blocked, with who and why; nothing is asked of the service.
			await vi.waitFor(
				async () => {
					const { stdout } = await headroom(["history", "held", "--kind", "refusal"], worldOf().env);
					expect(stdout).toContain("load test");
				},
				{ timeout: 20_000, interval: 1_000 },
			);
			expect(await worldOf().calls("held")).toEqual([]);
			const { stdout } = await headroom(["status", "held"], worldOf().env);
			expect(stdout).toContain("held at its count by root until");
			expect(stdout).toContain("ALARM fast");
			await vi.waitFor(async () => expect(await worldOf().calls("held")).toContain("1>2"), { timeout: 80_000, interval: 500 });
			await calm();
			const [first] = await worldOf().localCloud.events("update-shard-count", "held");
			const end = /until (\S+ \S+) UTC/.exec(held.stdout)?.[1] ?? "";
			expect(first?.atMs).toBeGreaterThanOrEqual(Date.parse(`${end.replace(" ", "T")}Z`));
		});

		it("pause stops the autoscaler and nothing else: alarms ring, people are told, votes are taken, a person can scale; resume ends it", async ({
			expect,
		}) => {
			await attached("paused");
			expect((await headroom(["pause", "paused", "--for", "2h", "--reason", "migration"], worldOf().env)).code).toBe(0);
			const calm = worldOf().throttle("paused");
			await rings("paused");
			await vi.waitFor(
				async () => {
					const told = (await headroom(["explain", "paused"], worldOf().env)).stdout;
					expect(told).toContain("the stream is paused by root until");
				},
				{ timeout: 60_000, interval: 1_000 },
			);
			expect(await worldOf().calls("paused")).toEqual([]);
			expect((await fetch(`${worldOf().localCloud.apiUrl}/votes/lunch/ann/pizza`, { method: "POST" })).status).toBe(200);

			expect((await headroom(["scale", "paused", "--to", "2", "--yes"], worldOf().env)).code).toBe(0);
			expect(await worldOf().calls("paused")).toEqual(["1>2"]);

			const wrong = await headroom(["release", "paused"], worldOf().env);
			expect(wrong).toMatchObject({ code: 3, stdout: "" });
			expect(wrong.stderr).toContain("headroom resume paused");
			const resumed = await headroom(["resume", "paused"], worldOf().env);
			expect(resumed).toMatchObject({ code: 0, stdout: "paused: the autoscaler decides again.\n" });
			await vi.waitFor(async () => expect(await worldOf().calls("paused")).toContain("2>4"), { timeout: 60_000, interval: 500 });
			await calm();
			expect((await headroom(["resume", "paused"], worldOf().env)).stdout).toBe("paused: nothing to resume.\n");
		});

		it("a person at work when the alarm rings: the person's plan is carried out, the autoscaler waits", async ({ expect }) => {
			await attached("busy");
			const { ended } = start(["scale", "busy", "--to", "16", "--hold", "10m", "--yes"], worldOf().env);
			await vi.waitFor(async () => expect(await worldOf().calls("busy")).toEqual(["1>2"]), { timeout: 30_000, interval: 50 });
			const calm = worldOf().throttle("busy");
			const { code, stdout } = await ended;
			await rings("busy");
			await calm();
			expect(stdout).toContain("Done: busy is ACTIVE with 16 shards.");
			expect(code).toBe(0);
			expect(await worldOf().calls("busy")).toEqual(["1>2", "2>4", "4>8", "8>16"]);
		});
	});

	it("what is shown can be pasted: it goes to the place that the command was for", async ({ expect }) => {
		await attached("pasted");
		const place = ["--endpoint-url", worldOf().localCloud.endpointUrl];
		const paused = await headroom(["pause", "pasted", "--for", "1h", ...place], {});
		const [, end = ""] = /End it: headroom (.*)$/m.exec(paused.stdout) ?? [];
		expect(end.split(" ")).toEqual([...place, "resume", "pasted"]);
		const wrong = await headroom(["release", "pasted", ...place], { npm_lifecycle_event: "headroom" });
		expect(wrong.stderr).toContain(`npm run headroom -- ${end}`);
		expect(await headroom(end.split(" "), {})).toMatchObject({ code: 0, stdout: "pasted: the autoscaler decides again.\n" });
	});

	describe("attach and detach", () => {
		it("leave no trace: alarms, permission, policy and history are as they were", async ({ expect }) => {
			await worldOf().createStream("guest", 2);
			const before = { policy: await worldOf().invokePolicy(), items: await worldOf().items("guest") };

			const dry = await headroom(["attach", "guest", "--dry-run"], worldOf().env);
			// The difference; then what the policy would have done, and what it costs.
			const [difference = "", preview = ""] = dry.stdout.trim().split("\n\n");
			expect(preview).toMatch(/^Policy: 1 to 64 shards/);
			expect(difference.split("\n").sort()).toEqual([
				"+ alarm headroom-guest-any-producer",
				"+ alarm headroom-guest-fast",
				"+ alarm headroom-guest-iterator-age",
				"+ alarm headroom-guest-utilization-high",
				"+ alarm headroom-guest-utilization-low",
				"+ permission of the alarms to invoke headroom-autoscaler",
				"+ policy {}",
			]);
			expect((await headroom(["attach", "guest", "--yes"], worldOf().env)).code).toBe(0);
			expect((await headroom(["attach", "guest", "--yes"], worldOf().env)).stdout).toBe(
				"guest is attached already, without a difference: nothing to do.\n",
			);
			const { stdout } = await headroom(["status", "guest", "--json"], worldOf().env);
			expect(JSON.parse(stdout)).toMatchObject({ streams: [{ streamName: "guest", source: "attached", openShardCount: 2 }], faults: [] });
			// The look that attaching asks for has been taken: its traces are the harder ones.
			await vi.waitFor(async () => expect((await worldOf().items("guest")).length).toBeGreaterThan(1), { timeout: 20_000, interval: 250 });
			expect((await headroom(["pause", "guest", "--for", "5m"], worldOf().env)).code).toBe(0);

			expect((await headroom(["detach", "guest", "--yes"], worldOf().env)).code).toBe(0);
			await vi.waitFor(async () => expect(await worldOf().items("guest")).toEqual(before.items), { timeout: 5_000, interval: 250 });
			expect((await worldOf().alarmNames()).filter((name) => name.startsWith("headroom-guest-"))).toEqual([]);
			expect((await worldOf().invokePolicy()).includes("guest")).toBe(before.policy.includes("guest"));
			expect(await worldOf().status("guest")).toEqual({ openShardCount: 2, streamStatus: "ACTIVE" });
			expect((await headroom(["detach", "guest", "--yes"], worldOf().env)).stdout).toBe("guest is not attached: nothing to do.\n");
			expect(await headroom(["status", "guest"], worldOf().env)).toMatchObject({
				code: 4,
				stderr: expect.stringContaining("headroom attach guest"),
			});
		});

		it("a policy that is set counts at once, and the alarms follow it", async ({ expect }) => {
			await attached("tuned");
			const policy = JSON.stringify({ maxShardCount: 8, scaleOutUtilization: 0.95 });
			const set = await headroom(["policy", "set", "tuned", "--file", "-", "--yes"], worldOf().env, policy);
			expect(set.stdout).toContain("maxShardCount: default → 8");
			expect(set.stdout).toContain("~ alarm headroom-tuned-utilization-high: Threshold ");
			const { stdout } = await headroom(["policy", "get", "tuned", "--json"], worldOf().env);
			expect(JSON.parse(stdout)).toMatchObject({
				version: 1,
				kind: "policy",
				source: "attached",
				stored: { by: "root", revision: 2 },
				written: { maxShardCount: 8 },
				policy: { maxShardCount: 8, scaleOutUtilization: 0.95, minShardCount: 1 },
			});
		});

		it("a deployed stream is not detached", async ({ expect }) => {
			expect(await headroom(["detach", "votes", "--yes"], worldOf().env)).toMatchObject({
				code: 3,
				stdout: "",
				stderr: expect.stringContaining("headroom pause votes"),
			});
		});
	});
});

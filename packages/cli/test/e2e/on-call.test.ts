import { userInfo } from "node:os";
import { stripVTControlCharacters } from "node:util";
import { describe, it } from "vitest";
import { actingWorld } from "../support/acting-world.ts";
import { headroom, inProcess, inTerminal } from "../support/headroom.ts";

const worldOf = actingWorld();
const DAY_MS = 86_400_000;

interface Entry {
	readonly kind: string;
	readonly by: string;
	readonly identity: string;
	readonly says: string;
	readonly undo: string | null;
}

/** Each on a stream of its own, side by side: what takes long is waiting. */
describe("who did what", { concurrent: true }, () => {
	const changes = async (streamName: string): Promise<readonly Entry[]> => {
		const { stdout, stderr } = await inProcess(["history", streamName, "--kind", "change", "--json"], worldOf().env);
		if (stderr !== "") throw new Error(stderr);
		return (JSON.parse(stdout) as { entries: readonly Entry[] }).entries;
	};
	const done = async (line: string, input?: string): Promise<string> => {
		const args = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));
		const { code, stderr, stdout } =
			input === undefined ? await inProcess(args, worldOf().env) : await headroom(args, worldOf().env, input);
		if (code !== 0) throw new Error(`${line}: ${stderr}`);
		return stdout;
	};

	it("is in the history with who and why, and each undo takes it back; what was done to a detached stream stays", async ({ expect }) => {
		await worldOf().createStream("told", 1);
		await done("attach told --yes --reason 'new tenant'");
		await done("pause told --for 2h --reason 'load test'");
		const [paused, attached] = await changes("told");
		expect(paused).toMatchObject({ by: "root", identity: `local/${userInfo().username}`, undo: "headroom resume told" });
		expect(paused?.says).toMatch(/^Paused until .* UTC\. Reason: load test\.$/);
		expect(attached).toMatchObject({ says: "Attached with the policy {}. Reason: new tenant.", undo: "headroom detach told" });

		await done("resume told");
		const [resumed] = await changes("told");
		expect(resumed?.undo).toMatch(/^headroom pause told --for 120m --longer --replace --reason 'load test'$/);
		await done((resumed?.undo ?? "").replace("headroom ", ""));
		const [again] = await changes("told");
		expect(again?.says).toContain("Reason: load test.");

		await done("policy set told --file - --yes --reason 'cost'", '{"maxShardCount": 8}');
		const [stored] = await changes("told");
		expect(stored).toMatchObject({
			says: 'Stored the policy {"maxShardCount":8}, in place of {}. Reason: cost.',
			undo: "echo '{}' | headroom policy set told --file - --yes",
		});
		await done("policy set told --file - --yes", "{}");

		await done("detach told --yes --reason 'moved'");
		const after = await changes("told");
		expect(after.map(({ says }) => says.split(" ")[0])).toEqual(["Detached.", "Stored", "Stored", "Paused", "Ended", "Paused", "Attached"]);
		expect(after[0]?.undo).toBe("echo '{}' | headroom attach told --policy - --yes");

		const messages: { Subject: string; Message: string }[] = [];
		for (let received = await worldOf().receive("headroom-notifications-inbox"); received.length > 0; ) {
			messages.push(...received.map((text) => JSON.parse(text) as { Subject: string; Message: string }));
			received = await worldOf().receive("headroom-notifications-inbox");
		}
		const subjects = messages.filter(({ Subject }) => Subject.startsWith("Headroom: told: ")).map(({ Subject }) => Subject.slice(16, 28));
		expect(subjects.sort()).toEqual([
			"attached",
			"detached",
			"has another ",
			"has another ",
			"paused until",
			"paused until",
			"the autoscal",
		]);
	});

	it("undo can be pasted: it goes to the place that the history was of", async ({ expect }) => {
		await done("pause votes --for 1h");
		const place = ["--endpoint-url", worldOf().localCloud.endpointUrl];
		const { stdout } = await headroom(["history", "votes", "--kind", "change", ...place], {});
		const [, undo = ""] = /^ {4}undo: headroom (.*)$/m.exec(stdout) ?? [];
		expect(undo.split(" ")).toEqual([...place, "resume", "votes"]);
		expect(await headroom(undo.split(" "), {})).toMatchObject({ code: 0, stdout: "votes: the autoscaler decides again.\n" });
	});

	it("a pause of 400 days needs a flag and a yes; status marks it, doctor names it on its second day; a shorter one asks", async ({
		expect,
	}) => {
		await worldOf().createStream("lasting", 1);
		await done("attach lasting --yes");
		const refused = await headroom(["pause", "lasting", "--for", "400d"], worldOf().env);
		expect(refused).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("A pause of lasting may last 1 d, not 400 d") });
		expect(refused.stderr).toContain("headroom pause lasting --for 576000m --longer");
		expect(await headroom(["pause", "lasting", "--for", "400d", "--longer"], worldOf().env)).toMatchObject({ code: 3 });
		expect(await headroom(["scale", "lasting", "--to", "2", "--hold", "2d", "--yes"], worldOf().env)).toMatchObject({ code: 3 });

		const asked = inTerminal(["pause", "lasting", "--for", "400d", "--longer"], worldOf().env);
		await asked.said("Pause lasting, and for 400 d?");
		asked.type("y\r");
		expect(await asked.ended).toMatchObject({ code: 0, shown: expect.stringContaining("End it: headroom resume lasting") });
		const status = await done("status lasting");
		expect(status).toContain("ACTIVE PAUSED");
		expect(status).toMatch(/! paused by root until .* That is longer than its policy's maxOverride\./);

		const shorter = inTerminal(["pause", "lasting", "--for", "1h"], worldOf().env);
		await shorter.said("Pause lasting, and replace the longer one?");
		shorter.type("n\r");
		expect(await shorter.ended).toMatchObject({ shown: expect.stringContaining("Nothing was done.") });
		expect(await headroom(["pause", "lasting", "--for", "1h"], worldOf().env)).toMatchObject({ code: 3 });

		const nowMs = Date.now();
		const longAgo = {
			kind: "pause",
			untilMs: nowMs + 300 * DAY_MS,
			by: "user/ana",
			reason: "migration",
			sinceMs: nowMs - 2 * DAY_MS,
		} as const;
		await worldOf().override("lasting", longAgo);
		const { stdout } = await inProcess(["doctor", "lasting", "--json"], worldOf().env);
		expect(JSON.parse(stdout).findings).toContainEqual(
			expect.objectContaining({ code: "stream.overridden-for-days", severity: "warning", mend: ["headroom resume lasting"] }),
		);
		expect(await done("explain lasting")).toContain("paused by user/ana until");
	});
});

describe("what a person on call sees", { concurrent: true }, () => {
	it("an alarm that is missing, or whose actions are disabled, is not OK", async ({ expect }) => {
		await worldOf().createStream("deaf", 1);
		await inProcess(["attach", "deaf", "--yes"], worldOf().env);
		await worldOf().disableAlarm("headroom-deaf-fast");
		await worldOf().deleteAlarm("headroom-deaf-iterator-age");
		const [asTable, asJson] = await Promise.all(
			[
				["status", "deaf"],
				["status", "deaf", "--json"],
			].map((args) => inProcess(args, worldOf().env)),
		);
		expect(asTable?.stdout).toContain("MISSING iterator-age, DISABLED fast");
		expect(asTable?.stdout).not.toContain("OK");
		const { streams } = JSON.parse(asJson?.stdout ?? "") as {
			streams: [{ missingAlarms: string[]; alarms: { kind: string; isDisabled: boolean }[] }];
		};
		expect(streams[0].missingAlarms).toEqual(["iterator-age"]);
		expect(streams[0].alarms.filter(({ isDisabled }) => isDisabled).map(({ kind }) => kind)).toEqual(["fast"]);
	});

	it("fits 80 columns with the longest name of a stream, breaks at words, and says no sentence twice", async ({ expect }) => {
		const longest = `orders-${"of-every-shop-in-europe-".repeat(6)}`.slice(0, 128);
		await worldOf().createStream(longest, 1);
		await inProcess(["attach", longest, "--yes"], worldOf().env);
		await inProcess(["pause", longest, "--for", "2h", "--reason", "a migration of all shops that takes the whole evening"], worldOf().env);
		const commands = [["status"], ["limits"], ["history"], ["explain", longest], ["doctor", longest]];
		const ended = await Promise.all(commands.map((args) => inTerminal(args, { ...worldOf().env, NO_COLOR: "1" }, 80).ended));
		for (const [index, { shown }] of ended.entries()) {
			const lines = stripVTControlCharacters(shown).split(/\r?\n/);
			const tooLong = lines.filter((line) => line.length > 80 && !line.includes(longest) && !line.startsWith("    undo: "));
			expect({ command: commands[index]?.[0], tooLong }).toEqual({ command: commands[index]?.[0], tooLong: [] });
		}
		const [status = "", , , explained = ""] = ended.map(({ shown }) => stripVTControlCharacters(shown).replaceAll(/\s+/g, " "));
		expect(status).toMatch(/ACTIVE.*PAUSED/);
		const sentences = explained.split(/(?<=\.) /).map((sentence) => sentence.trim());
		expect(new Set(sentences).size).toBe(sentences.length);
		expect(explained.split("CloudWatch has no datapoint").length).toBeLessThanOrEqual(2);
	});
});

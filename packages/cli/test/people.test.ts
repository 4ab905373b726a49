import { PERSON_ROLES, type PersonRole } from "@headroom/config";
import { LOG_EVENTS } from "@headroom/controller";
import type { Override } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { replacementConcerns } from "../src/shared/override/override-conflict.ts";
import { personTelemetry } from "../src/shared/session/person-telemetry.ts";
import { allCommands, memoryTerminal } from "./support/program.ts";

const PAUSE: Override = { kind: "pause", untilMs: Date.UTC(2026, 10, 25, 14), by: "user/ana", reason: "load test" };

describe("another person's pause", () => {
	it.each([
		{ title: "is no other person's for the one who set it", standing: PAUSE, by: "user/ana" },
		{ title: "that has ended is none", standing: { kind: "none" } as const, by: "user/ben" },
	])("$title", ({ by, standing }) => {
		expect(replacementConcerns("votes", standing, by)).toEqual([]);
	});

	it("is a concern of everybody else: whose it is, until when and why, and what to do", () => {
		expect(replacementConcerns("votes", PAUSE, "user/ben")).toEqual([
			{
				says: "votes is paused by user/ana until 2026-11-25 14:00:00 UTC: load test.",
				confirms: "replace that",
				hint: expect.stringContaining("--replace"),
			},
		]);
	});
});

describe("a pause of one's own", () => {
	it("is a concern only of one that ends sooner", () => {
		expect(replacementConcerns("votes", PAUSE, "user/ana", PAUSE.untilMs)).toEqual([]);
		expect(replacementConcerns("votes", PAUSE, "user/ana", PAUSE.untilMs - 1)).toEqual([
			{
				says: "votes is paused by user/ana until 2026-11-25 14:00:00 UTC: load test. The new one ends sooner.",
				confirms: "replace the longer one",
				hint: expect.stringContaining("--replace"),
			},
		]);
	});
});

describe("a message that could not be handed over", () => {
	it("is shown whole to the person whose act it tells of; the loop's other lines are not for them", () => {
		const terminal = memoryTerminal();
		const { log } = personTelemetry(terminal);
		log("error", LOG_EVENTS.recheckFailed, { reason: "no" });
		log("error", LOG_EVENTS.notificationFailed, {
			reason: "no topic",
			subject: "Headroom: votes: paused",
			body: "votes is paused.\n\nUntil then.",
		});
		expect(terminal.said).toEqual([
			"Headroom could not deliver this message: no topic\n  Headroom: votes: paused\n  votes is paused.\n  \n  Until then.",
		]);
	});
});

describe("what people need in IAM", () => {
	it("is said for every command that calls AWS, once", () => {
		const leaves = allCommands().filter(({ command }) => command.commands.length === 0);
		const names = leaves.map(({ path }) => path.slice("headroom ".length));
		const said = (Object.values(PERSON_ROLES) as PersonRole[]).flatMap(({ commands }) => commands);
		const [whole, part] = [said.filter((each) => !each.includes("--")), said.filter((each) => each.includes("--"))];
		expect(part).toEqual(["verify --with-test-stream"]);
		expect([...whole, "completion", "policy schema", "policy validate"].sort()).toEqual(names.sort());
	});
});

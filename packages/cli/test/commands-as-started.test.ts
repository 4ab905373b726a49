import { describe, expect, it } from "vitest";
import { commandsAsStarted, type Start } from "../src/shared/terminal/commands-as-started.ts";

const NOTHING: Start = { commandNames: ["resume", "policy"], env: {}, given: {} };
const NPM = { npm_lifecycle_event: "headroom" };

describe("a command that is shown", () => {
	it.each<{ title: string; text: string; start: Partial<Start>; shown: string }>([
		{
			title: "is as it is where nothing was given",
			text: "End it: headroom resume votes",
			start: {},
			shown: "End it: headroom resume votes",
		},
		{
			title: "repeats the options that found this place",
			text: "End it: headroom resume votes",
			start: { given: { deployment: "shop-prod", profile: "ops", region: "eu-west-1", endpointUrl: "http://127.0.0.1:4566" } },
			shown: "End it: headroom --deployment shop-prod --profile ops --region eu-west-1 --endpoint-url http://127.0.0.1:4566 resume votes",
		},
		{
			title: "begins as this one was begun",
			text: "headroom resume votes",
			start: { env: NPM },
			shown: "npm run headroom -- resume votes",
		},
		{
			title: "is told from another script of npm",
			text: "headroom resume votes",
			start: { env: { npm_lifecycle_event: "demo" } },
			shown: "headroom resume votes",
		},
		{
			title: "does both, for each command of the text",
			text: "headroom resume votes, or headroom policy get votes",
			start: { env: NPM, given: { region: "eu-west-1" } },
			shown: "npm run headroom -- --region eu-west-1 resume votes, or npm run headroom -- --region eu-west-1 policy get votes",
		},
		{
			title: "names an option whose value no line can carry as it is, and leaves the value to the person",
			text: '{"fix": "headroom resume votes"}',
			start: { given: { profile: 'my "own"; rm -rf $HOME' } },
			shown: '{"fix": "headroom --profile <profile> resume votes"}',
		},
		...["headroom-resume votes", "headroom resumes", "the headroom of votes", "x/headroom resume", "Headroom policy"].map((text) => ({
			title: `is none in "${text}"`,
			text,
			start: { given: { region: "eu-west-1" } },
			shown: text,
		})),
	])("$title", ({ text, start, shown }) => {
		expect(commandsAsStarted(text, { ...NOTHING, ...start })).toBe(shown);
	});
});

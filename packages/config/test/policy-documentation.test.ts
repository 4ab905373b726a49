import { readFileSync } from "node:fs";
import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { POLICY_DOCUMENTATION, parseStreams, type WrittenPolicy, writeDuration, writtenPolicy } from "../src/index.ts";
import { messageOf } from "./problems-of.ts";

const PAGE = readFileSync(new URL("../../../docs/policy.md", import.meta.url), "utf8");

const DEFAULTS: Readonly<Record<keyof WrittenPolicy, string>> = {
	minShardCount: String(DEFAULT_POLICY.minShardCount),
	maxShardCount: String(DEFAULT_POLICY.maxShardCount),
	targetUtilization: String(DEFAULT_POLICY.targetUtilization),
	scaleOutUtilization: String(DEFAULT_POLICY.scaleOutUtilization),
	scaleInUtilization: String(DEFAULT_POLICY.scaleInUtilization),
	scaleOutCooldown: `"${writeDuration(DEFAULT_POLICY.scaleOutCooldownSeconds * 1000)}"`,
	scaleInCooldown: `"${writeDuration(DEFAULT_POLICY.scaleInCooldownSeconds * 1000)}"`,
	stabilizationWindow: `"${writeDuration(DEFAULT_POLICY.stabilizationWindowSeconds * 1000)}"`,
	lookAhead: `"${writeDuration(DEFAULT_POLICY.lookAheadSeconds * 1000)}"`,
	maxIteratorAgeForScaleIn: `"${writeDuration(DEFAULT_POLICY.maxIteratorAgeMsForScaleIn)}"`,
	reshardsReservedForScaleOut: String(DEFAULT_POLICY.reshardsReservedForScaleOut),
	writeAttemptsPerRecord: String(DEFAULT_POLICY.writeAttemptsPerRecord),
	maxOverride: `"${writeDuration(DEFAULT_POLICY.maxOverrideSeconds * 1000)}"`,
	team: "none",
	optionalSignals: JSON.stringify(DEFAULT_POLICY.optionalSignals ?? []),
	scheduledFloors: JSON.stringify(DEFAULT_POLICY.scheduledFloors),
};

describe("docs/policy.md", () => {
	it("shows every key with its unit, default and effect, as the schema and the engine have them", () => {
		const rows = Object.entries(writtenPolicy.shape).map(([key, schema]) => {
			const documentation = POLICY_DOCUMENTATION.get(schema);
			return `| \`${key}\` | ${documentation?.unit} | \`${DEFAULTS[key as keyof WrittenPolicy]}\` | ${documentation?.effect} |`;
		});
		const header = ["| key | unit | default | effect |", "| --- | --- | --- | --- |"];
		expect(PAGE.split("\n").filter((line) => line.startsWith("|"))).toEqual([...header, ...rows]);
	});

	it("has an example that is a valid HEADROOM_STREAMS", () => {
		expect(parseStreams(fenced("json")).map(({ streamName }) => streamName)).toEqual(["votes"]);
	});

	it("quotes an error as it is", () => {
		expect(messageOf(() => parseStreams('{"votes": {"minShardCount": 0, "maxShards": 4}}'))).toBe(fenced("text").trimEnd());
	});
});

function fenced(language: string): string {
	return PAGE.split(`\`\`\`${language}\n`)[1]?.split("```")[0] ?? "";
}

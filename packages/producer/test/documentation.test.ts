import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as producer from "../src/index.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const page = read("docs/producers.md");
const blocks = (language: string) =>
	[...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(([, text = ""]) => text).join("\n");
const { name, namespace, storageResolutionSeconds } = producer.WRITE_THROTTLES_METRIC;

describe("docs/producers.md", () => {
	it.each([
		["Python", read("examples/producers/headroom_producer.py"), `"StorageResolution": ${storageResolutionSeconds}`],
		["Java", blocks("java"), `storageResolution(${storageResolutionSeconds})`],
		["Go", blocks("go"), `StorageResolution: aws.Int32(${storageResolutionSeconds})`],
	])("in %s publishes the metric that the alarms watch, for what is refused by a full shard alone", (_, code, resolution) => {
		for (const text of [`"${namespace}"`, `"${name}"`, resolution, '"StreamName"', '"ProvisionedThroughputExceededException"']) {
			expect(code).toContain(text);
		}
	});

	it("in JavaScript imports what the package has", () => {
		const [, names = ""] = /import \{ ([^}]+) \} from "@headroom\/producer"/.exec(blocks("js")) ?? [];
		expect(names.split(", ").filter((each) => !(each in producer))).toEqual([]);
		expect(names).toContain("createProducer");
	});
});

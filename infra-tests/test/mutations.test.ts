import { describe, expect, inject, it } from "vitest";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { MUTATIONS } from "../mutations/index.ts";
import type { MutableApp } from "../mutations/mutation.ts";
import { PROPERTIES } from "../properties/index.ts";

const apps: Readonly<Record<"personal" | "production", RecordedApp>> = { production: inject("production"), personal: inject("personal") };

describe("each mutation of a recorded app is noticed by the property that it breaks", () => {
	it.each(MUTATIONS)("$title ($breaks.sentence)", ({ breaks, mutate, stage }) => {
		const recorded = apps[stage ?? "production"];
		const app = structuredClone(recorded) as MutableApp;
		expect(breaks.faults(app), "before").toEqual([]);
		mutate(app);
		expect(app, "a mutation must change something").not.toEqual(recorded);
		expect(breaks.faults(app).length, `faults of: ${breaks.sentence}`).toBeGreaterThan(0);
	});
});

describe("the list of mutations", () => {
	it.each(PROPERTIES)("breaks: $sentence", (property) => {
		expect(MUTATIONS.filter(({ breaks }) => breaks === property)).not.toEqual([]);
	});

	it("has no title twice", () => {
		const titles = MUTATIONS.map(({ title }) => title);
		expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
	});
});

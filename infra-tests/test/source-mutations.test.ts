import { beforeAll, describe, expect, it } from "vitest";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { SOURCE_MUTATIONS } from "../mutations/sources.ts";
import { evaluatedStage } from "./support/evaluated-stage.ts";

/** One evaluation of all of them together: each is asked of its own property, which no other of them breaks. */
describe("each line of stacks/ that is gone is noticed by the property that it serves", () => {
	let app: RecordedApp;
	beforeAll(async () => {
		app = await evaluatedStage({ stage: "production", edits: SOURCE_MUTATIONS.map(({ edit }) => edit), isLenient: true });
	});

	it("breaks no property twice, so that none hides another", () => {
		expect(new Set(SOURCE_MUTATIONS.map(({ breaks }) => breaks)).size).toBe(SOURCE_MUTATIONS.length);
	});

	it.each(SOURCE_MUTATIONS)("$title ($breaks.sentence)", ({ breaks: { faults } }) => {
		expect(faults(app)).not.toEqual([]);
	});
});

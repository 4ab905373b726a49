import { describe, expect, inject, it } from "vitest";
import { PROPERTIES_BY_CONCERN } from "../properties/index.ts";

describe.each([
	["production", inject("production")],
	["a personal stage", inject("personal")],
])("in %s", (_title, app) => {
	describe.each(Object.entries(PROPERTIES_BY_CONCERN))("%s:", (_concern, properties) => {
		it.each(properties)("$sentence", ({ faults }) => {
			expect(faults(app)).toEqual([]);
		});
	});
});

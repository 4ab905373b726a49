import { describe, expect, it } from "vitest";
import { csvText } from "../../src/report/csv-text.ts";

describe("CSV", () => {
	it("quotes what must be quoted, and makes text of what a spreadsheet would run", () => {
		expect(csvText([{ says: 'one, "two"', by: "=cmd()" }], ["says", "by"])).toBe(`says,by\n"one, ""two""",'=cmd()\n`);
	});
});

describe("CSV of nothing", () => {
	it("has its header all the same", () => {
		expect(csvText<{ says: string }>([], ["says"])).toBe("says\n");
	});
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { permissionsPage } from "../permissions-page.ts";

describe("docs/permissions.md", () => {
	it("says what the roles are made of: npm run docs:permissions writes it anew", () => {
		expect(readFileSync(new URL("../../docs/permissions.md", import.meta.url), "utf8")).toBe(permissionsPage());
	});
});

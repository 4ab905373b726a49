import { describe, expect, it } from "vitest";
import { type ActingOptions, actOnStreams } from "../src/shared/acting/act-on-streams.ts";
import type { StreamPlan } from "../src/shared/acting/stream-plan.ts";
import { memoryTerminal } from "./support/program.ts";

const HELD = { says: "orders-a is held by ben until noon.", confirms: "replace that", hint: "Say it: --replace" };

/** A command over two streams, the first of which a colleague holds. */
async function act(names: readonly string[], options: ActingOptions) {
	const out: string[] = [];
	const err: string[] = [];
	const acted: string[] = [];
	const terminal = { ...memoryTerminal(), out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
	const plan = async (streamName: string): Promise<StreamPlan> => ({
		streamName,
		says: `${streamName}: 2 → 4`,
		json: { to: 4 },
		concerns: streamName === "orders-a" ? [HELD] : [],
		act: async () => {
			acted.push(streamName);
			return { says: "done", json: {}, exit: "done" };
		},
	});
	const command = { kind: "scale", question: (streams: string) => `Scale ${streams}`, asksForOne: true, plan };
	const session = { options: {} } as Parameters<typeof actOnStreams>[1];
	const exit = await actOnStreams(terminal, session, { names, areSeveral: names.length > 1 }, command, options);
	return { exit, out: out.join("\n"), err: err.join("\n"), acted };
}

describe("a dry run", () => {
	it.each([{ names: ["orders-a"] }, { names: ["orders-a", "orders-b"] }])(
		"of $names.length stream(s) shows the plan of one that a person holds, also where nobody can be asked",
		async ({ names }) => {
			const { acted, err, exit, out } = await act(names, { dryRun: true, json: true });
			expect({ exit, err, acted }).toEqual({ exit: "done", err: "", acted: [] });
			expect(out).toContain('"to": 4');
		},
	);
});

describe("where nobody can be asked", () => {
	it("a stream that a person holds is left alone, and the others go on", async () => {
		const { acted, exit } = await act(["orders-a", "orders-b"], { yes: true, json: true });
		expect(acted).toEqual(["orders-b"]);
		expect(exit).toBe("refused");
	});
});

import { readFileSync } from "node:fs";
import { ROUTES } from "@headroom/config";
import { voteFaults } from "@headroom/voting";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const read = (name: string) => readFileSync(new URL(`../../../load-tests/${name}`, import.meta.url), "utf8");

interface Element {
	readonly tag: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly Element[];
	readonly text: string;
}

/** Order matters in a plan: every element is followed by the hashTree of its children. */
function elementsOf(ordered: readonly Record<string, unknown>[]): Element[] {
	return ordered.flatMap((node) => {
		const tag = Object.keys(node).find((key) => key !== ":@" && key !== "#text");
		if (tag === undefined || tag === "?xml") return [];
		const inside = node[tag] as readonly Record<string, unknown>[];
		const text = inside.find((child) => "#text" in child)?.["#text"];
		return [
			{
				tag,
				attributes: (node[":@"] ?? {}) as Record<string, string>,
				children: elementsOf(inside),
				text: text === undefined ? "" : String(text),
			},
		];
	});
}

const source = read("votes.jmx");
const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: "", parseTagValue: false });
const [root] = elementsOf(parser.parse(source));

function everyOf(tag: string, from: Element | undefined = root): Element[] {
	return from === undefined ? [] : [...(from.tag === tag ? [from] : []), ...from.children.flatMap((child) => everyOf(tag, child))];
}

function only(tag: string): Element {
	const found = everyOf(tag);
	expect(found, tag).toHaveLength(1);
	return found[0] as Element;
}

/** A test element's property by name, whatever its type. */
function property(element: Element, name: string): string | undefined {
	return element.children.find(({ attributes }) => attributes["name"] === name)?.text;
}

/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-27 */
const WRITE_RECORDS_PER_SECOND_PER_SHARD = 1_000;

/** In JMeter 2.13, the oldest that is to load the plan, and in every version since, without a plugin. */
const CLASSIC_ELEMENTS = [
	"Arguments",
	"ConfigTestElement",
	"ConstantThroughputTimer",
	"HTTPSamplerProxy",
	"LoopController",
	"ResponseAssertion",
	"TestPlan",
	"ThreadGroup",
];
const PROPERTY_TAGS = ["boolProp", "collectionProp", "elementProp", "intProp", "longProp", "stringProp"];

describe("the JMeter plan", () => {
	it("is XML, and a plan", () => {
		expect(XMLValidator.validate(source)).toBe(true);
		expect(root?.tag).toBe("jmeterTestPlan");
	});

	it("is made of classic elements only, so that every JMeter from 2.13 on loads it", () => {
		const classes = everyTag(root).filter((tag) => !["hashTree", "jmeterTestPlan", ...PROPERTY_TAGS].includes(tag));
		expect([...new Set(classes)].filter((name) => !CLASSIC_ELEMENTS.includes(name))).toEqual([]);
		const declared = [...source.matchAll(/testclass="([^"]+)"/g)].map(([, name]) => name);
		expect(declared.filter((name) => !CLASSIC_ELEMENTS.includes(name ?? ""))).toEqual([]);
	});

	it("gives every element its own hashTree, as JMeter reads it", () => {
		for (const tree of everyOf("hashTree")) {
			const tags = tree.children.map(({ tag }) => tag);
			expect(tags.filter((_, index) => index % 2 === 1).every((tag) => tag === "hashTree")).toBe(true);
			expect(tags.length % 2).toBe(0);
		}
	});

	it("uses functions that JMeter 2.13 has", () => {
		const functions = [...source.matchAll(/\$\{__([A-Za-z]+)/g)].map(([, name]) => name);
		expect(new Set(functions)).toEqual(new Set(["P", "UUID", "Random"]));
	});

	it("takes everything that is to be set as -J properties, with the article's test as defaults", () => {
		const properties = Object.fromEntries([...source.matchAll(/\$\{__P\(([a-z]+),([^)]*)\)\}/g)].map(([, name, value]) => [name, value]));
		expect(properties).toEqual({
			users: "1000",
			duration: "600",
			rampup: "10",
			perminute: "90000",
			host: "127.0.0.1",
			port: "4567",
			protocol: "http",
			poll: "jmeter",
		});
		const group = only("ThreadGroup");
		expect(property(group, "ThreadGroup.num_threads")).toBe(`\${__P(users,1000)}`);
		expect(property(group, "ThreadGroup.ramp_time")).toBe(`\${__P(rampup,10)}`);
		expect(property(group, "ThreadGroup.duration")).toBe(`\${__P(duration,600)}`);
		expect(property(group, "ThreadGroup.scheduler")).toBe("true");
	});

	it("paces all its users together to more than one shard takes, however many they are", () => {
		const timer = only("ConstantThroughputTimer");
		expect(property(timer, "throughput")).toBe(`\${__P(perminute,90000)}`);
		expect(property(timer, "calcMode"), "all threads of the group, shared").toBe("4");
		expect(90_000 / 60).toBeGreaterThan(WRITE_RECORDS_PER_SECOND_PER_SHARD);
	});

	it("votes on a route that the API has, with a token that no other vote has, in fields that it takes", () => {
		const sampler = only("HTTPSamplerProxy");
		const path = property(sampler, "HTTPSampler.path") ?? "";
		const parts = { poll: "{vote_id}", "__UUID()": "{token}" };
		const generic = Object.entries(parts).reduce((text, [inside, field]) => text.replace(placeholder(inside), field), path);
		const route = `${property(sampler, "HTTPSampler.method")} ${generic.replace(`choice-${placeholder("__Random(1,5)")}`, "{vote_choice}")}`;
		expect(ROUTES.map((each) => each.route)).toContain(route);
		expect(voteFaults({ vote_id: "jmeter", token: "9b0a7d0e-3c55-4d0f-8a68-0f2d5a1b7c11", vote_choice: "choice-5" })).toEqual([]);
	});

	it("fails what is neither stored nor queued, and nothing else", () => {
		const [status, body] = everyOf("ResponseAssertion");
		const pattern = (assertion: Element | undefined) =>
			new RegExp(assertion?.children.find(({ tag }) => tag === "collectionProp")?.children[0]?.text ?? "");
		expect(property(status as Element, "Assertion.test_field")).toBe("Assertion.response_code");
		expect(property(status as Element, "Assertion.test_type"), "matches, whole").toBe("1");
		for (const code of ["200", "202"]) expect(code).toMatch(new RegExp(`^(?:${pattern(status).source})$`));
		for (const code of ["201", "400", "429", "500", "502"]) expect(code).not.toMatch(new RegExp(`^(?:${pattern(status).source})$`));
		expect(property(body as Element, "Assertion.test_type"), "contains").toBe("2");
		for (const answer of ['{"status":"accepted"}', '{"status": "queued", "time_id": "x"}']) expect(answer).toMatch(pattern(body));
		expect('{"error":{"code":"request.invalid"}}').not.toMatch(pattern(body));
	});
});

/** How a plan refers to a variable or a function. */
function placeholder(inside: string): string {
	return `\${${inside}}`;
}

function everyTag(element: Element | undefined): string[] {
	return element === undefined ? [] : [element.tag, ...element.children.flatMap(everyTag)];
}

describe("the plan for Taurus", () => {
	const plan = parse(read("taurus.yml")) as {
		readonly execution: readonly { readonly executor: string; readonly scenario: string }[];
		readonly scenarios: Readonly<Record<string, { readonly script: string }>>;
		readonly modules: { readonly jmeter: { readonly properties: Readonly<Record<string, unknown>> } };
	};

	it("runs the JMeter plan as it is, with every property that it has", () => {
		expect(plan.execution).toEqual([{ executor: "jmeter", scenario: "votes" }]);
		expect(plan.scenarios["votes"]?.script).toBe("votes.jmx");
		const { poll, ...properties } = plan.modules.jmeter.properties;
		expect(poll).toBe("taurus");
		const defaults = Object.fromEntries(
			[...source.matchAll(/\$\{__P\(([a-z]+),([^)]*)\)\}/g)].filter(([, name]) => name !== "poll").map(([, name, value]) => [name, value]),
		);
		expect(Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)]))).toEqual(defaults);
	});
});

describe("the plan for Artillery", () => {
	const plan = parse(read("artillery.yml")) as {
		readonly config: {
			readonly target: string;
			readonly phases: readonly { readonly duration: number; readonly arrivalRate: number; readonly rampTo?: number }[];
			readonly variables: { readonly poll: readonly string[]; readonly choice: readonly string[] };
		};
		readonly scenarios: readonly { readonly flow: readonly { readonly post: { readonly url: string } }[] }[];
	};

	it("offers more than one shard takes, for ten minutes, after its users came in", () => {
		expect(plan.config.phases).toEqual([
			expect.objectContaining({ duration: 10, rampTo: 1500 }),
			expect.objectContaining({ duration: 600, arrivalRate: 1500 }),
		]);
	});

	it("votes on a route that the API has, each user once, in fields that it takes", () => {
		const url = plan.scenarios[0]?.flow[0]?.post.url ?? "";
		const route = `POST ${url.replace("{{ poll }}", "{vote_id}").replace("{{ $uuid }}", "{token}").replace("{{ choice }}", "{vote_choice}")}`;
		expect(ROUTES.map((each) => each.route)).toContain(route);
		const { choice, poll } = plan.config.variables;
		for (const vote_choice of choice) {
			expect(voteFaults({ vote_id: poll[0], token: "9b0a7d0e-3c55-4d0f-8a68-0f2d5a1b7c11", vote_choice })).toEqual([]);
		}
	});
});

import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the pinned provider takes, read from its own types: every input of every resource type with its kind, and which must be there. The
 * package's schema.json is not in what npm serves; the types are generated from it.
 */
export interface ProviderSchema {
	/** @param type `aws:lambda/permission:Permission` @returns its inputs; undefined for a type that the provider does not have */
	inputsOf(type: string): Fields | undefined;
	/** The values of an enumeration of the provider's own: `enums.lambda.Runtime`. */
	enumOf(module: string, name: string): readonly string[];
}

export type Fields = ReadonlyMap<string, Field>;

export interface Field {
	readonly isRequired: boolean;
	readonly kind: Kind;
}

export type Kind =
	| { readonly is: "any" | "boolean" | "number" | "string" }
	| { readonly is: "list" | "map"; readonly of: Kind }
	| { readonly is: "object"; readonly fields: () => Fields };

/** @param platform SST's folder, where the provider that deploys is installed */
export function readProviderSchema(platform: string): ProviderSchema {
	const packages = join(platform, "node_modules/@pulumi");
	const known = new Map<string, Fields | undefined>();
	let nested: Record<string, string> | undefined;

	/** The body of a type of `types/input.d.ts`: `lambda.FunctionEnvironment`. */
	function bodyOf(module: string, name: string): string {
		nested ??= namespaces(readFileSync(join(packages, "aws/types/input.d.ts"), "utf8"));
		const body = interfaceBody(nested[module] ?? "", name);
		if (body === undefined) throw new Error(`the provider's types have no inputs.${module}.${name}`);
		return body;
	}

	function readType(type: string): Fields | undefined {
		const [pkg = "", file = "", name = ""] = type.split(":");
		const path = join(packages, pkg, `${file.replace(/^index\//, "")}.d.ts`);
		try {
			const body = interfaceBody(readFileSync(path, "utf8"), `${name}Args`);
			return body === undefined ? undefined : fieldsOf(body, bodyOf);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
			throw error;
		}
	}

	return {
		inputsOf: (type) => {
			if (!known.has(type)) known.set(type, readType(type));
			return known.get(type);
		},
		enumOf: (module, name) => {
			const text = readFileSync(join(packages, `aws/types/enums/${module}/index.d.ts`), "utf8");
			return constantValues(text, name);
		},
	};
}

/** The values of a constant that stands for an enumeration, in the provider's types and in the SDK's alike: `readonly arm64: "arm64";` */
export function constantValues(text: string, name: string): readonly string[] {
	const start = text.indexOf(`export declare const ${name}: {`);
	if (start === -1) throw new Error(`there is no enumeration ${name}`);
	const body = text.slice(start, text.indexOf("\n};", start));
	return [...body.matchAll(/readonly [^:]+: "([^"]*)";/g)].map(([, value = ""]) => value);
}

/** The text of each namespace by its name: `namespace lambda`. */
function namespaces(text: string): Record<string, string> {
	const parts = text.split(/^export declare namespace (\w+) \{$/m);
	return Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 1 ? [[part, parts[index + 1] ?? ""]] : [])));
}

function interfaceBody(text: string, name: string): string | undefined {
	const match = new RegExp(`^( *)(?:export )?interface ${name} \\{$`, "m").exec(text);
	if (match === null) return undefined;
	const end = text.indexOf(`\n${match[1]}}`, match.index);
	return text.slice(match.index + match[0].length, end).replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
}

type BodyOf = (module: string, name: string) => string;

function fieldsOf(body: string, bodyOf: BodyOf): Fields {
	const fields = [...body.matchAll(/^\s*(\w+)(\??): ([\s\S]*?);$(?!\s*\})/gm)];
	return new Map(fields.map(([, name = "", optional, type = ""]) => [name, { isRequired: optional === "", kind: kindOf(type, bodyOf) }]));
}

function kindOf(written: string, bodyOf: BodyOf): Kind {
	const type = written.replaceAll(/\s+/g, " ").trim();
	const list = /^(?:pulumi\.Input<)?(.+)\[\]>?$/.exec(type);
	if (list !== null) return { is: "list", of: kindOf(list[1] ?? "", bodyOf) };
	const map = /\{ \[key: string\]: (.+?);? ?\}/.exec(type);
	if (map !== null) return { is: "map", of: kindOf(map[1] ?? "", bodyOf) };
	const inner = /^pulumi\.Input<(.+)>$/.exec(type)?.[1] ?? type;
	const object = /^inputs\.(\w+)\.(\w+)$/.exec(inner);
	if (object !== null) return { is: "object", fields: () => fieldsOf(bodyOf(object[1] ?? "", object[2] ?? ""), bodyOf) };
	// A resource in place of its ARN reaches the provider as the ARN; an enumeration takes any other text as well.
	if (/^string( \| (?!inputs)\S+)*$/.test(inner)) return { is: "string" };
	return inner === "boolean" || inner === "number" ? { is: inner } : { is: "any" };
}

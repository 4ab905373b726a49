import { ServiceError } from "@headroom/emulators";

export interface PolicyStatement {
	readonly effect: "Allow" | "Deny";
	readonly actions: readonly string[];
	readonly resources: readonly string[];
}

/** The statements of a policy: effect, actions and resources; conditions are not read. @throws ServiceError MalformedPolicyDocument */
export function parseStatements(document: string): readonly PolicyStatement[] {
	try {
		const { Statement } = JSON.parse(document) as { readonly Statement: unknown };
		return listOf(Statement).map((statement) => {
			const { Action, Effect, Resource } = statement as Readonly<Record<string, unknown>>;
			if (Effect !== "Allow" && Effect !== "Deny") throw new Error("Effect must be Allow or Deny.");
			return { effect: Effect, actions: listOf(Action).map(String), resources: listOf(Resource).map(String) };
		});
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new ServiceError("MalformedPolicyDocument", `The policy cannot be read: ${reason}`);
	}
}

/** Actions are compared without regard to case; `*` and `?` stand for characters. */
export function isActionLike(action: string, pattern: string): boolean {
	return isLike(action.toLowerCase(), pattern.toLowerCase());
}

/** `*` stands for any characters, `?` for one. */
export function isLike(text: string, pattern: string): boolean {
	const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
	return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [value];
}

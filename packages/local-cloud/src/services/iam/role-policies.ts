import { ServiceError } from "@headroom/emulators";
import { isActionLike, type PolicyStatement, parseStatements } from "./policy-document.ts";

/** The policies that were put on roles beside what `PERMISSIONS` grants. Only what they deny counts: what is granted is in the table. */
export class RolePolicies {
	readonly #policies = new Map<string, Map<string, readonly PolicyStatement[]>>();
	readonly #listeners = new Set<() => void>();
	#denied: ReadonlyMap<string, readonly string[]> = new Map();

	/** @throws ServiceError MalformedPolicyDocument */
	put(roleName: string, policyName: string, document: string): void {
		const ofRole = this.#policies.get(roleName) ?? new Map<string, readonly PolicyStatement[]>();
		ofRole.set(policyName, parseStatements(document));
		this.#policies.set(roleName, ofRole);
		this.#change();
	}

	/** @throws ServiceError NoSuchEntity */
	delete(roleName: string, policyName: string): void {
		if (this.#policies.get(roleName)?.delete(policyName) !== true) {
			throw new ServiceError("NoSuchEntity", `The role policy with name ${policyName} cannot be found.`, 404);
		}
		this.#change();
	}

	/** Action patterns that each role is denied, by role: plain data, for another thread. */
	get denied(): ReadonlyMap<string, readonly string[]> {
		return this.#denied;
	}

	/** Asked at every call of a function. */
	isDenied(roleName: string, action: string): boolean {
		return this.#denied.get(roleName)?.some((pattern) => isActionLike(action, pattern)) ?? false;
	}

	#change(): void {
		this.#denied = new Map(
			[...this.#policies].map(([roleName, policies]) => [
				roleName,
				[...policies.values()].flat().flatMap(({ actions, effect }) => (effect === "Deny" ? actions : [])),
			]),
		);
		for (const listener of this.#listeners) listener();
	}

	onChange(listener: () => void): void {
		this.#listeners.add(listener);
	}
}

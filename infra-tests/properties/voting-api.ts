import { API_ACCESS_LOG, API_THROTTLING, ROUTES } from "@headroom/config";
import { all, byArn, functionNamed } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { absent, differences, fault, type Property } from "./property.ts";

export const apiIsThrottled: Property = {
	sentence: "the API turns away what is beyond its throttle",
	faults: (app) =>
		stages(app).flatMap((stage) => {
			const { throttlingRateLimit, throttlingBurstLimit } = stage.inputs.defaultRouteSettings ?? {};
			const isThrottled = throttlingRateLimit === API_THROTTLING.rateLimitPerSecond && throttlingBurstLimit === API_THROTTLING.burstLimit;
			return isThrottled ? [] : [fault(stage, "defaultRouteSettings", `must be ${JSON.stringify(API_THROTTLING)}`)];
		}),
};

export const apiLogsEveryRequest: Property = {
	sentence: "the API logs every request, without the path, which holds the voter's token",
	faults: (app) =>
		stages(app).flatMap((stage) => {
			const { destinationArn, format } = stage.inputs.accessLogSettings ?? {};
			return [
				...(byArn(app, "logGroup", destinationArn) === undefined
					? [fault(stage, "accessLogSettings", "lead to no log group of the app")]
					: []),
				...(format === API_ACCESS_LOG ? [] : [fault(stage, "accessLogSettings.format", "is not API_ACCESS_LOG")]),
				...(/\$context\.(path|http)/.test(format ?? "") ? [fault(stage, "accessLogSettings.format", "shows the path")] : []),
			];
		}),
};

export const apiHasItsRoutes: Property = {
	sentence: "the API has the defined routes, each to its function, and no other",
	faults: (app) => [
		...ROUTES.flatMap(({ route, functionName }) => {
			const integration = integrationOf(app, route);
			if (integration === undefined) return [absent(`route ${route}`)];
			return differences(integration, {
				integrationType: "AWS_PROXY",
				payloadFormatVersion: "2.0",
				integrationUri: functionNamed(app, functionName)?.arn,
			});
		}),
		...all(app, "apiRoute")
			.filter(({ inputs }) => !ROUTES.some(({ route }) => route === inputs.routeKey))
			.map((route) => fault(route, "routeKey", `is not a defined route: ${route.inputs.routeKey}`)),
	],
};

function stages(app: RecordedApp) {
	return all(app, "apiStage");
}

/** SST names a route's integration as the route, so far as their logical names go. */
function integrationOf(app: RecordedApp, routeKey: string) {
	const route = all(app, "apiRoute").find(({ inputs }) => inputs.routeKey === routeKey);
	return all(app, "apiIntegration").find(({ parentName }) => route !== undefined && parentName === route.parentName);
}

import { arn, characters, demand, entries, type Inputs, matching, oneOf, type ProviderRule, rulesOf, wholeNumber } from "../rule.ts";
import { aws, provider } from "./sources.ts";

const QUOTAS = aws("apigateway/latest/developerguide/http-api-quotas.html");

export function apiGatewayRules(): ProviderRule[] {
	return [
		...rulesOf("aws:apigatewayv2/api:Api", [
			["name", provider("apigatewayv2/api.go"), characters(1, 128)],
			["protocolType", aws("apigatewayv2/latest/api-reference/apis.html"), oneOf(["HTTP", "WEBSOCKET"])],
		]),
		...rulesOf("aws:apigatewayv2/route:Route", [
			[
				"routeKey",
				aws("apigateway/latest/developerguide/http-api-develop-routes.html"),
				matching(/^(\$default|(ANY|GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) \/[^\s]*)$/, "FETCH /votes"),
			],
			[
				"routeKey",
				aws("apigatewayv2/latest/api-reference/apis-apiid-routes.html"),
				demand(
					"must be no other route's of the API",
					(key, { inputs, others }) => !routesOf(inputs, others).some((other) => other["routeKey"] === key),
					{
						write: (inputs, { others }) => {
							inputs["routeKey"] = routesOf(inputs, others)[0]?.["routeKey"];
						},
					},
				),
			],
			["authorizationType", aws("apigatewayv2/latest/api-reference/apis-apiid-routes.html"), oneOf(["NONE", "AWS_IAM", "CUSTOM", "JWT"])],
			[
				"authorizationType",
				aws("apigatewayv2/latest/api-reference/apis-apiid-routes.html"),
				demand(
					"must have an authorizer with it where it is JWT",
					(type, { inputs }) => type !== "JWT" || inputs["authorizerId"] !== undefined,
					{
						write: (inputs) => {
							inputs["authorizationType"] = "JWT";
							delete inputs["authorizerId"];
						},
					},
				),
			],
			["target", provider("apigatewayv2/route.go"), characters(0, 128)],
		]),
		...rulesOf("aws:apigatewayv2/integration:Integration", [
			[
				"integrationType",
				aws("apigatewayv2/latest/api-reference/apis-apiid-integrations.html"),
				oneOf(["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"]),
			],
			["payloadFormatVersion", provider("apigatewayv2/integration.go"), oneOf(["1.0", "2.0"])],
			["integrationUri", aws("apigatewayv2/latest/api-reference/apis-apiid-integrations.html"), arn()],
		]),
		...rulesOf("aws:apigatewayv2/stage:Stage", [
			["name", provider("apigatewayv2/stage.go"), matching(/^(\$default|[0-9A-Za-z_-]{1,128})$/, "a.b")],
			["accessLogSettings.destinationArn", provider("apigatewayv2/stage.go"), arn()],
			[
				"accessLogSettings.format",
				aws("apigateway/latest/developerguide/http-api-logging.html"),
				demand("must show the id of the request", (format) => /\$context\.(requestId|extendedRequestId)/.test(String(format)), {
					value: '{"status":"$context.status"}',
				}),
			],
			[
				"defaultRouteSettings.throttlingBurstLimit",
				aws("apigateway/latest/developerguide/http-api-throttling.html"),
				wholeNumber(0, 2_147_483_647),
			],
			[
				"defaultRouteSettings.throttlingBurstLimit",
				aws("apigateway/latest/developerguide/limits.html"),
				demand(
					"must be at most what the account has in the Region by default",
					(burst, { account }) => Number(burst) <= accountBurst(account.region),
					{ value: 5001 },
				),
			],
		]),
		...rulesOf("aws:apigatewayv2/authorizer:Authorizer", [
			["name", provider("apigatewayv2/authorizer.go"), characters(1, 128)],
			["authorizerType", aws("apigatewayv2/latest/api-reference/apis-apiid-authorizers.html"), oneOf(["JWT", "REQUEST"])],
			["identitySources", aws("apigatewayv2/latest/api-reference/apis-apiid-authorizers.html"), entries(1, 1)],
			[
				"jwtConfiguration.issuer",
				aws("apigateway/latest/developerguide/http-api-jwt-authorizer.html"),
				matching(/^https:\/\/\S+$/, "http://id.example.com"),
			],
			["jwtConfiguration.audiences", QUOTAS, entries(1, 50)],
		]),
	];
}

/** Regions in which an account begins with a quarter. The same list as the deployment's own, written from the page once more. */
const SMALL_REGIONS = [
	"af-south-1",
	"ap-south-2",
	"ap-southeast-3",
	"ap-southeast-4",
	"ap-southeast-5",
	"ap-southeast-7",
	"ca-west-1",
	"eu-central-2",
	"eu-south-1",
	"eu-south-2",
	"il-central-1",
	"me-central-1",
	"mx-central-1",
];

function accountBurst(region: string): number {
	return SMALL_REGIONS.includes(region) ? 1250 : 5000;
}

function routesOf(inputs: Inputs, others: readonly { readonly type: string; readonly inputs: Inputs }[]): Inputs[] {
	return others
		.filter(
			(other) => other.type === "aws:apigatewayv2/route:Route" && other.inputs !== inputs && other.inputs["apiId"] === inputs["apiId"],
		)
		.map((other) => other.inputs);
}

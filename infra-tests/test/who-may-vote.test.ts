import { FUNCTIONS, type FunctionName, OPTIONAL_ENVIRONMENT, ROUTES } from "@headroom/config";
import { describe, expect, inject, it } from "vitest";
import { all, functionNamed, named, namesOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";

function authorizationOf(app: RecordedApp): Record<string, string | undefined> {
	return Object.fromEntries(all(app, "apiRoute").map(({ inputs }) => [inputs.routeKey, inputs.authorizationType]));
}

/** The optional variables that each function got. */
function optionalVariables(app: RecordedApp): Record<string, Record<string, string>> {
	const optional: readonly string[] = Object.values(OPTIONAL_ENVIRONMENT);
	const given = (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => {
		const variables = Object.entries(functionNamed(app, name)?.inputs.environment?.variables ?? {});
		return [name, Object.fromEntries(variables.filter(([variable]) => optional.includes(variable)))] as const;
	});
	return Object.fromEntries(given.filter(([, variables]) => Object.keys(variables).length > 0));
}

describe("with default settings", () => {
	const app = inject("production");

	it("everybody may vote, and nobody is forgotten", () => {
		expect(authorizationOf(app)).toEqual(Object.fromEntries(ROUTES.map(({ route }) => [route, "NONE"])));
		expect(all(app, "apiAuthorizer")).toEqual([]);
		expect(named(app, "table", namesOf(app).tallyTable)?.inputs.ttl).toBeUndefined();
		expect(optionalVariables(app)).toEqual({});
	});
});

describe("with VOTING_AUTH=jwt and a time to live", () => {
	const app = inject("checked");

	it("API Gateway checks a token before each route that places votes, and before no other", () => {
		expect(authorizationOf(app)).toEqual({
			"POST /votes/{vote_id}/{token}/{vote_choice}": "JWT",
			"POST /votes": "JWT",
			"GET /votes/{vote_id}": "NONE",
			$default: "NONE",
		});
	});

	it("by one authorizer, of the issuer and the audiences", () => {
		expect(all(app, "apiAuthorizer").map(({ inputs }) => inputs)).toEqual([
			expect.objectContaining({
				authorizerType: "JWT",
				identitySources: ["$request.header.Authorization"],
				jwtConfiguration: { issuer: "https://id.example.com/", audiences: ["vote", "vote-staging"] },
			}),
		]);
		const ids = all(app, "apiRoute").flatMap(({ inputs }) => inputs.authorizerId ?? []);
		expect(ids).toHaveLength(2);
		expect(new Set(ids).size).toBe(1);
	});

	it("tells place-vote that claims are checked, the tally how long to remember, and other functions nothing", () => {
		expect(optionalVariables(app)).toEqual({
			"place-vote": { HEADROOM_VOTING_AUTH: "jwt" },
			tally: { HEADROOM_VOTER_TTL_SECONDS: "7776000" },
		});
		expect(named(app, "table", namesOf(app).tallyTable)?.inputs.ttl).toEqual({ attributeName: "expiresAt", enabled: true });
	});

	it("takes a quarter of the requests where an account has a quarter", () => {
		const [stage] = all(app, "apiStage");
		expect(stage?.inputs.defaultRouteSettings).toMatchObject({ throttlingRateLimit: 1250, throttlingBurstLimit: 1250 });
	});
});

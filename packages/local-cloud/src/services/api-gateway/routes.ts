/** A route of an HTTP API, ready to be matched. */
export interface Route {
	/** The deployed route: `POST /votes/{vote_id}`, or `$default`. */
	readonly routeKey: string;
	readonly functionName: string;
}

export interface RouteMatch {
	readonly route: Route;
	/** Still percent-encoded. */
	readonly rawPathParameters: Readonly<Record<string, string>> | undefined;
}

interface CompiledRoute {
	readonly route: Route;
	readonly method: string;
	readonly segments: readonly Segment[];
	readonly literalCount: number;
}

type Segment = { readonly kind: "literal"; readonly text: string } | { readonly kind: "parameter"; readonly name: string };

const DEFAULT_ROUTE_KEY = "$default";

/**
 * Matches method and path as an HTTP API does: the route with the most literal segments wins, a method before `ANY`, and
 * `$default` takes the rest. Refuses greedy `{proxy+}` segments, since nothing here deploys one.
 *
 * @returns undefined when there is no `$default` and nothing else matches
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeMatcher(routes: readonly Route[]): (method: string, path: string) => RouteMatch | undefined {
	const fallback = routes.find((route) => route.routeKey === DEFAULT_ROUTE_KEY);
	const compiled = routes.filter((route) => route !== fallback).map(compile);
	compiled.sort((left, right) => right.literalCount - left.literalCount || Number(left.method === "ANY") - Number(right.method === "ANY"));
	return (method, path) => {
		const parts = path.split("/").slice(1);
		for (const candidate of compiled) {
			if (candidate.method !== method && candidate.method !== "ANY") continue;
			const rawPathParameters = matchSegments(candidate.segments, parts);
			if (rawPathParameters !== undefined) return { route: candidate.route, rawPathParameters };
		}
		return fallback === undefined ? undefined : { route: fallback, rawPathParameters: undefined };
	};
}

function compile(route: Route): CompiledRoute {
	const [method = "", path = ""] = route.routeKey.split(" ");
	const segments = path
		.split("/")
		.slice(1)
		.map((text): Segment => {
			if (text.endsWith("+}")) throw new Error(`Route ${route.routeKey}: the local cloud does not serve greedy path parameters.`);
			return text.startsWith("{") && text.endsWith("}") ? { kind: "parameter", name: text.slice(1, -1) } : { kind: "literal", text };
		});
	return { route, method, segments, literalCount: segments.filter((segment) => segment.kind === "literal").length };
}

/** An empty segment fills no parameter: `/votes//a` is not `/votes/{vote_id}/{token}`. */
function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
	if (segments.length !== parts.length) return undefined;
	const parameters: Record<string, string> = {};
	for (const [index, segment] of segments.entries()) {
		const part = parts[index] ?? "";
		if (segment.kind === "literal") {
			if (segment.text !== part) return undefined;
		} else if (part === "") return undefined;
		else parameters[segment.name] = part;
	}
	return parameters;
}

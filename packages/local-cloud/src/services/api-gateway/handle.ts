import { ServiceError } from "@headroom/emulators";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { restJson, restJsonAnswer, restJsonEmpty, restJsonRefusal } from "../../endpoint/rest-json.ts";

/** An HTTP API, as GetApis has it. @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html read 2026-11-27 */
export interface HttpApi {
	readonly apiId: string;
	readonly name: string;
	readonly apiEndpoint: string;
	readonly protocolType: "HTTP";
}

/** The HTTP APIs of the account. The gateway of one that is deleted answers on: only nobody is told where it is. */
export class HttpApis {
	readonly #apis = new Map<string, HttpApi>();

	add(api: HttpApi): void {
		this.#apis.set(api.apiId, api);
	}

	list(): readonly HttpApi[] {
		return [...this.#apis.values()];
	}

	/** @throws ServiceError NotFoundException */
	delete(apiId: string): void {
		if (!this.#apis.delete(apiId)) throw new ServiceError("NotFoundException", `Invalid API identifier specified ${apiId}`, 404);
	}
}

const PATH = /^\/v2\/apis(?:\/([^/]+))?$/;

/** GetApis and DeleteApi of API Gateway. */
export function apiGatewayHandle(apis: HttpApis, onInternalError: (error: unknown) => void): Handle {
	const answer = restJsonAnswer(({ method, path }) => {
		const [whole, apiId] = PATH.exec(path) ?? [];
		if (method === "GET" && whole !== undefined && apiId === undefined) return restJson(200, { items: apis.list() });
		if (method === "DELETE" && apiId !== undefined) {
			apis.delete(apiId);
			return restJsonEmpty();
		}
		return restJsonRefusal(404, "NotFoundException", "Of API Gateway the local cloud serves GetApis and DeleteApi.");
	}, onInternalError);
	return handleOf(answer, onInternalError);
}

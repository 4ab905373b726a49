import type { CloudWatchEmulator } from "@headroom/emulators";
import { isForm } from "../../endpoint/aws-http.ts";
import { type Answer, type Handle, handleOf } from "../../endpoint/handle.ts";
import { cborAnswer, isCbor } from "./cbor.ts";
import { jsonAnswer } from "./json.ts";
import { queryAnswer } from "./query.ts";

export function cloudWatchHandle(cloudWatch: CloudWatchEmulator, onInternalError: (error: unknown) => void): Handle {
	return handleOf(cloudWatchAnswer(cloudWatch, onInternalError), onInternalError);
}

/** CloudWatch in the three protocols of its clients, chosen by the form of the request. */
export function cloudWatchAnswer(cloudWatch: CloudWatchEmulator, onInternalError: (error: unknown) => void): Answer {
	const answerCbor = cborAnswer(cloudWatch, onInternalError);
	const answerJson = jsonAnswer(cloudWatch, onInternalError);
	const answerQuery = queryAnswer(cloudWatch, onInternalError);
	return (request) => {
		if (isCbor(request)) return answerCbor(request);
		return isForm(request.headers) ? answerQuery(request) : answerJson(request);
	};
}

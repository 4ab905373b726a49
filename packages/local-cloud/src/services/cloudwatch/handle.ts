import { cloudWatchQueryErrorCode } from "@headroom/emulators";
import { isForm } from "../../endpoint/aws-http.ts";
import { awsJsonAnswer } from "../../endpoint/aws-json.ts";
import { type Answer, type Handle, handleOf, type Operate } from "../../endpoint/handle.ts";
import { TARGET_PREFIXES } from "../../endpoint/service-of-request.ts";
import { cborAnswer, isCbor } from "./cbor.ts";
import { withDates, withEpochSeconds } from "./json.ts";
import { queryAnswer } from "./query.ts";

export function cloudWatchHandle(operate: Operate, onInternalError: (error: unknown) => void): Handle {
	return handleOf(cloudWatchAnswer(operate, onInternalError), onInternalError);
}

/** CloudWatch in the three protocols its clients speak, chosen by what the request looks like. */
export function cloudWatchAnswer(operate: Operate, onInternalError: (error: unknown) => void): Answer {
	const answerCbor = cborAnswer(operate, onInternalError);
	const answerQuery = queryAnswer(operate, onInternalError);
	const answerJson = awsJsonAnswer({
		targetPrefix: TARGET_PREFIXES.monitoring,
		contentType: "application/x-amz-json-1.0",
		queryCodeOf: cloudWatchQueryErrorCode,
		operate: (operation, input) => withEpochSeconds(operate(operation, withDates(input) as object)) as object,
		onInternalError,
	});
	return (request) => {
		if (isCbor(request)) return answerCbor(request);
		return isForm(request.headers) ? answerQuery(request) : answerJson(request);
	};
}

import { awsJsonAnswer } from "../../endpoint/aws-json.ts";
import { type Answer, type Handle, handleOf, type Operate } from "../../endpoint/handle.ts";
import { TARGET_PREFIXES } from "../../endpoint/service-of-request.ts";

export function kinesisHandle(operate: Operate, onInternalError: (error: unknown) => void): Handle {
	return handleOf(kinesisAnswer(operate, onInternalError), onInternalError);
}

/** Kinesis in AWS JSON 1.1, the one protocol that its clients speak. */
export function kinesisAnswer(operate: Operate, onInternalError: (error: unknown) => void): Answer {
	return awsJsonAnswer({ targetPrefix: TARGET_PREFIXES.kinesis, contentType: "application/x-amz-json-1.1", operate, onInternalError });
}

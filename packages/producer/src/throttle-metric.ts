import { cloudWatchThrottles, type MetricWriter } from "./cloudwatch-throttles.ts";
import { embeddedThrottles } from "./embedded-throttles.ts";
import type { ThrottlePublisher } from "./throttle-publisher.ts";

export { WRITE_THROTTLES_METRIC } from "./write-throttles.ts";

/**
 * In a Lambda function the embedded metric format: a line of its log, no call. Elsewhere PutMetricData.
 *
 * @param cloudWatch `new CloudWatch({})` of `@aws-sdk/client-cloudwatch`; not needed in Lambda
 * @throws Error outside of Lambda without `cloudWatch`
 */
export function throttlesForRuntime(cloudWatch?: MetricWriter): ThrottlePublisher {
	// Set by Lambda in every function: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime read 2026-11-27.
	if (process.env["AWS_LAMBDA_FUNCTION_NAME"] !== undefined) return embeddedThrottles();
	if (cloudWatch !== undefined) return cloudWatchThrottles({ cloudWatch });
	throw new Error("Outside of Lambda the throttles need a CloudWatch client: throttlesForRuntime(new CloudWatch({})).");
}

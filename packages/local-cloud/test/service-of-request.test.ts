import { describe, expect, it } from "vitest";
import { serviceOfRequest } from "../src/endpoint/service-of-request.ts";

const scope = (service: string): string =>
	`AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;

describe("a request is for", () => {
	it.each([
		{ title: "the service its signature is scoped to", headers: { authorization: scope("kinesis") }, url: "/", expected: "kinesis" },
		{
			title: "that service, whatever its target says",
			headers: { authorization: scope("sqs"), "x-amz-target": "Kinesis_20131202.PutRecord" },
			url: "/",
			expected: "sqs",
		},
		{ title: "CloudWatch Logs", headers: { authorization: scope("logs") }, url: "/", expected: "logs" },
		{ title: "CloudWatch under its signing name", headers: { authorization: scope("monitoring") }, url: "/", expected: "monitoring" },
		{
			title: "the service of a presigned query",
			headers: {},
			url: "/?X-Amz-Credential=AKID%2F20261123%2Fus-east-1%2Fsts%2Faws4_request",
			expected: "sts",
		},
		{
			title: "the service of its target, when unsigned",
			headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
			url: "/",
			expected: "dynamodb",
		},
		{
			title: "CloudWatch by its CBOR path, when unsigned",
			headers: {},
			url: "/service/GraniteServiceVersion20100801/operation/ListMetrics",
			expected: "monitoring",
		},
		{ title: "the service of its host name, when unsigned", headers: { host: "sns.eu-west-1.amazonaws.com" }, url: "/", expected: "sns" },
		{
			title: "the service of its HTTP/2 authority, when unsigned",
			headers: { ":authority": "kinesis.us-east-1.amazonaws.com" },
			url: "/",
			expected: "kinesis",
		},
	])("$title", ({ expected, headers, url }) => {
		expect(serviceOfRequest(headers, url)).toEqual({ kind: "service", service: expected });
	});

	it.each([
		{
			title: "a service that is not here, by its signature",
			headers: { authorization: scope("s3") },
			url: "/",
			expected: { kind: "not-served", name: "s3" },
		},
		{
			title: "a service that is not here, by its host",
			headers: { host: "ec2.us-east-1.amazonaws.com" },
			url: "/",
			expected: { kind: "not-served", name: "ec2" },
		},
		{ title: "nobody, when nothing says whom", headers: { host: "127.0.0.1:4566" }, url: "/", expected: { kind: "unknown" } },
		{
			title: "nobody, when the credential is cut short",
			headers: { authorization: "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1" },
			url: "/",
			expected: { kind: "unknown" },
		},
		{
			title: "nobody, when the authorization is of another kind",
			headers: { authorization: "Bearer kinesis" },
			url: "/",
			expected: { kind: "unknown" },
		},
		{ title: "nobody, when the presigned query is broken", headers: {}, url: "/?X-Amz-Credential=%FF", expected: { kind: "unknown" } },
	])("$title", ({ expected, headers, url }) => {
		expect(serviceOfRequest(headers, url)).toEqual(expected);
	});
});

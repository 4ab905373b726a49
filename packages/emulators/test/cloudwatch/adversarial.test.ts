import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceError } from "../../src/index.ts";
import { datum, fastAlarm, listOf, START_MS, world } from "./build.ts";

const SEED = 20261123;

const OPERATIONS = [
	"DeleteAlarms",
	"DescribeAlarmHistory",
	"DescribeAlarms",
	"DescribeAlarmsForMetric",
	"DisableAlarmActions",
	"EnableAlarmActions",
	"GetMetricData",
	"GetMetricStatistics",
	"ListMetrics",
	"ListTagsForResource",
	"PutMetricAlarm",
	"PutMetricData",
	"SetAlarmState",
	"TagResource",
	"UntagResource",
	"nonsense",
];

const MEMBERS = [
	"AlarmName",
	"AlarmNames",
	"Namespace",
	"MetricName",
	"MetricData",
	"MetricDataQueries",
	"Metrics",
	"Dimensions",
	"Period",
	"Statistic",
	"Statistics",
	"StartTime",
	"EndTime",
	"Threshold",
	"EvaluationPeriods",
	"ComparisonOperator",
	"NextToken",
	"MaxRecords",
	"Tags",
	"ResourceARN",
	"__proto__",
];

const anything = fc.oneof(
	fc.anything({ maxDepth: 3, withDate: true, withNullPrototype: true, withSparseArray: true, withBigInt: true }),
	fc.constantFrom(
		"Headroom",
		"Sum",
		"GreaterThanThreshold",
		60,
		10,
		1,
		Number.NaN,
		Number.POSITIVE_INFINITY,
		-1,
		new Date(START_MS),
		new Date(8.64e15),
	),
);
const inputs = fc.dictionary(fc.constantFrom(...MEMBERS), anything, { maxKeys: 12 });

const METRIC_STAT = {
	Metric: { Namespace: "Headroom", MetricName: "WriteThrottles", Dimensions: [{ Name: "StreamName", Value: "votes" }] },
	Period: 60,
	Stat: "Sum",
};

const VALID: Readonly<Record<string, object>> = {
	PutMetricAlarm: fastAlarm(),
	PutMetricData: {
		Namespace: "Shop",
		MetricData: [{ MetricName: "m", Value: 1, Dimensions: [{ Name: "a", Value: "b" }], Unit: "Count", StorageResolution: 1 }],
	},
	GetMetricData: {
		MetricDataQueries: [
			{ Id: "m1", MetricStat: METRIC_STAT },
			{ Id: "e1", Expression: "FILL(m1, 0) / 2", Period: 60, ReturnData: true },
		],
		StartTime: new Date(START_MS - 600_000),
		EndTime: new Date(START_MS),
		MaxDatapoints: 5,
	},
	SetAlarmState: { AlarmName: "nobody", StateValue: "OK", StateReason: "none" },
};

type Path = readonly (string | number)[];

/** Every place in an input, the places of lists and structures too. */
function pathsOf(value: unknown, path: Path = []): Path[] {
	const deeper = typeof value === "object" && value !== null && !(value instanceof Date) ? Object.entries(value) : [];
	return [...(path.length > 0 ? [path] : []), ...deeper.flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

function withMember(value: object, [head, ...rest]: Path, spoilt: unknown): object {
	const copy = Array.isArray(value) ? [...value] : { ...value };
	if (head === undefined) return copy;
	const inner: unknown = Reflect.get(copy, head);
	Reflect.set(copy, head, rest.length > 0 && typeof inner === "object" && inner !== null ? withMember(inner, rest, spoilt) : spoilt);
	return copy;
}

describe("whatever is sent", () => {
	it("is answered or refused as the service refuses, never with an error of another kind", () => {
		fc.assert(
			fc.property(fc.constantFrom(...OPERATIONS), inputs, (operation, input) => {
				const { cloudWatch, clock } = world();
				try {
					expect(typeof cloudWatch.handle(operation, input)).toBe("object");
				} catch (error) {
					expect(error).toBeInstanceOf(ServiceError);
				}
				clock.advanceBy(120_000);
			}),
			{ seed: SEED, numRuns: 2_000 },
		);
	});

	it.each(Object.entries(VALID))(
		"a valid %s with one member spoilt, however deep, is refused or works, and leaves nothing that breaks later",
		(operation, valid) => {
			fc.assert(
				fc.property(fc.constantFrom(...pathsOf(valid)), anything, (path, spoilt) => {
					const { cloudWatch, clock, call } = world();
					try {
						cloudWatch.handle(operation, withMember(valid, path, spoilt));
					} catch (error) {
						expect(error).toBeInstanceOf(ServiceError);
					}
					cloudWatch.putMetric(datum());
					clock.advanceBy(120_000);
					for (const { AlarmArn } of listOf(call("DescribeAlarms"), "MetricAlarms")) expect(AlarmArn).toMatch(/^arn:aws:cloudwatch:/);
					call("ListMetrics");
					call("DescribeAlarmHistory");
				}),
				{ seed: SEED, numRuns: 300 },
			);
		},
	);

	it.each([[null], [[]], ["text"], [new Date(0)]])("an input that is %j is refused", (input) => {
		const { cloudWatch } = world();
		expect(() => cloudWatch.handle("DescribeAlarms", Object(input) === input ? Object(input) : JSON.parse(JSON.stringify(input)))).toThrow(
			ServiceError,
		);
	});
});

describe("names that mean something to JavaScript", () => {
	it("are names like others", () => {
		const { call, cloudWatch, clock } = world();
		for (const name of ["__proto__", "constructor", "toString"]) {
			call("PutMetricAlarm", fastAlarm({ AlarmName: name, MetricName: name, Dimensions: [{ Name: name, Value: name }] }));
			cloudWatch.handle("PutMetricData", {
				Namespace: "Headroom",
				MetricData: [{ MetricName: name, Dimensions: [{ Name: name, Value: name }], Value: 1, StorageResolution: 1 }],
			});
		}
		clock.advanceBy(10_000);
		expect(listOf(call("DescribeAlarms", { StateValue: "ALARM" }), "MetricAlarms").map(({ AlarmName }) => AlarmName)).toEqual([
			"__proto__",
			"constructor",
			"toString",
		]);
	});
});

describe("clocks and data that misbehave", () => {
	it("a datum without samples changes nothing", () => {
		const { call, cloudWatch, clock, stateOf } = world();
		call("PutMetricAlarm", fastAlarm({ TreatMissingData: "missing" }));
		cloudWatch.putMetric(datum({ statistics: { sampleCount: 0, sum: 0, minimum: 0, maximum: 0 } }));
		clock.advanceBy(10_000);
		expect(stateOf("headroom-votes-fast")["StateValue"]).toBe("INSUFFICIENT_DATA");
	});

	it("data of the future wait for their period", () => {
		const { call, cloudWatch, clock, events } = world();
		call("PutMetricAlarm", fastAlarm());
		cloudWatch.putMetric(datum({ timestampMs: START_MS + 60_000, availableAtMs: START_MS }));
		clock.advanceBy(120_000);
		expect(events[1]).toMatchObject({ state: "ALARM", atMs: START_MS + 60_000 });
	});
});

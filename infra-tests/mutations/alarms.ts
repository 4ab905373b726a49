import * as properties from "../properties/alarms.ts";
import { add, first, type MutableApp, type MutableResource, type Mutation, remove, the } from "./mutation.ts";

const STREAM_ALARMS = ["any-producer", "fast", "iterator-age", "utilization-high", "utilization-low"];

export const ALARM_MUTATIONS: readonly Mutation[] = [
	...STREAM_ALARMS.map(
		(kind): Mutation => ({
			title: `the alarm ${kind} is not made`,
			breaks: properties.streamsHaveTheirAlarms,
			mutate: (app) => remove(app, streamAlarm(app, kind)),
		}),
	),
	...STREAM_ALARMS.map(
		(kind): Mutation => ({
			title: `the alarm ${kind} judges by another threshold`,
			breaks: properties.streamsHaveTheirAlarms,
			mutate: (app) => {
				const { inputs } = streamAlarm(app, kind);
				inputs["threshold"] = Number(inputs["threshold"]) + 0.1;
			},
		}),
	),
	{
		title: "silence counts as a throttle",
		breaks: properties.streamsHaveTheirAlarms,
		mutate: (app) => {
			streamAlarm(app, "fast").inputs["treatMissingData"] = "breaching";
		},
	},
	{
		title: "the fast alarm looks once a minute",
		breaks: properties.streamsHaveTheirAlarms,
		mutate: (app) => {
			streamAlarm(app, "fast").inputs["period"] = 60;
		},
	},
	{
		title: "the fast alarm measures another stream",
		breaks: properties.streamsHaveTheirAlarms,
		mutate: (app) => {
			streamAlarm(app, "fast").inputs["dimensions"] = { StreamName: "votes" };
		},
	},
	{
		title: "the utilization forgets the bytes",
		breaks: properties.streamsHaveTheirAlarms,
		mutate: (app) => {
			const queries = streamAlarm(app, "utilization-high").inputs["metricQueries"] as { id: string; expression?: string }[];
			for (const query of queries) if (query.id === "utilization") query.expression = "IF(incomingRecords, recordShards / openShards)";
		},
	},
	{
		title: "the autoscaler looks after a stream that has no alarms",
		breaks: properties.streamsHaveTheirAlarms,
		mutate: (app) => {
			for (const { type, inputs } of app.resources) {
				if (type !== "aws:lambda/function:Function") continue;
				const { variables } = inputs["environment"] as { variables: Record<string, string> };
				if ("HEADROOM_STREAMS" in variables) variables["HEADROOM_STREAMS"] = '{"votes-production":{},"orders":{}}';
			}
		},
	},
	{
		title: "the autoscaler is not woken",
		breaks: properties.alarmsWakeTheAutoscaler,
		mutate: (app) => {
			streamAlarm(app, "any-producer").inputs["alarmActions"] = [];
		},
	},
	{
		title: "an alarm may not invoke the autoscaler",
		breaks: properties.alarmsWakeTheAutoscaler,
		mutate: (app) => remove(app, alarmPermission(app)),
	},
	{
		title: "the permission is for another alarm",
		breaks: properties.alarmsWakeTheAutoscaler,
		mutate: (app) => {
			alarmPermission(app).inputs["sourceArn"] = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:headroom-votes-fast";
		},
	},
	{
		title: "a backlog wakes the autoscaler, which cannot cure it",
		breaks: properties.otherAlarmsTellPeople,
		mutate: (app) => {
			streamAlarm(app, "iterator-age").inputs["alarmActions"] = streamAlarm(app, "fast").inputs["alarmActions"];
		},
	},
	{
		title: "nobody is told of 5xx",
		breaks: properties.otherAlarmsTellPeople,
		mutate: (app) => {
			the(app, "alarm", "headroom-production-api-5xx").inputs["alarmActions"] = [];
		},
	},
	{
		title: "a sweep that stopped looks healthy",
		breaks: properties.headroomWatchesItself,
		mutate: (app) => {
			the(app, "alarm", "headroom-production-sweep-stopped").inputs["treatMissingData"] = "notBreaching";
		},
	},
	{
		title: "nobody watches the sweep",
		breaks: properties.headroomWatchesItself,
		mutate: (app) => remove(app, the(app, "alarm", "headroom-production-sweep-stopped")),
	},
	{
		title: "nobody watches the autoscaler's errors",
		breaks: properties.headroomWatchesItself,
		mutate: (app) => remove(app, the(app, "alarm", "headroom-production-autoscaler-errors")),
	},
	{
		title: "nobody watches a dead-letter queue",
		breaks: properties.headroomWatchesItself,
		mutate: (app) => remove(app, the(app, "alarm", "headroom-production-failed-events-messages")),
	},
	{
		title: "one dead letter is not enough",
		breaks: properties.headroomWatchesItself,
		mutate: (app) => {
			the(app, "alarm", "headroom-production-overflow-dead-letter-messages").inputs["threshold"] = 10;
		},
	},
	{
		title: "an alarm's actions are switched off",
		breaks: properties.headroomWatchesItself,
		mutate: (app) => {
			the(app, "alarm", "headroom-production-sweep-errors").inputs["actionsEnabled"] = false;
		},
	},
	{
		title: "nobody is told when an error is over",
		breaks: properties.recoveriesAreTold,
		mutate: (app) => {
			the(app, "alarm", "headroom-production-tally-errors").inputs["okActions"] = [];
		},
	},
	{
		title: "an alarm is made that nobody defined",
		breaks: properties.alarmsAreThoseDefined,
		mutate: (app) => add(app, streamAlarm(app, "fast"), { name: "headroom-votes-production-faster" }),
	},
];

function streamAlarm(app: MutableApp, kind: string): MutableResource {
	return the(app, "alarm", `headroom-votes-production-${kind}`);
}

function alarmPermission(app: MutableApp): MutableResource {
	return first(app, "permission", ({ principal }) => principal === "lambda.alarms.cloudwatch.amazonaws.com");
}

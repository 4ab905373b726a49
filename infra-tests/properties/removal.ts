import { all, pathOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { type Fault, fault, type Property } from "./property.ts";

/** What is worth more than its stage: kept in production, gone with a personal stage. */
export const dataOutlivesOnlyProduction: Property = {
	sentence: "production keeps its stream and tables when it is removed, and cannot be removed by mistake; a personal stage leaves nothing",
	faults: (app) => (app.stage === "production" ? keptFaults(app) : leftFaults(app)),
};

function keptFaults(app: RecordedApp): Fault[] {
	const { removal, protect } = app.settings;
	return [
		...(removal === "retain" ? [] : [{ path: "app removal", message: `is ${removal}, must be retain` }]),
		...(protect ? [] : [{ path: "app protect", message: "is off" }]),
		...[...all(app, "stream"), ...all(app, "table")]
			.filter(({ retainOnDelete }) => !retainOnDelete)
			.map((each) => fault(each, "retainOnDelete", "is off")),
		...all(app, "table")
			.filter(({ inputs }) => (inputs as Record<string, unknown>)["deletionProtectionEnabled"] !== true)
			.map((each) => fault(each, "deletionProtectionEnabled", "is off")),
	];
}

function leftFaults(app: RecordedApp): Fault[] {
	const { removal, protect } = app.settings;
	return [
		...(removal === "remove" ? [] : [{ path: "app removal", message: `is ${removal}, must be remove` }]),
		...(protect ? [{ path: "app protect", message: "is on: nobody could remove it" }] : []),
		...app.resources
			.filter((each) => each.retainOnDelete || each.protect || each.inputs["deletionProtectionEnabled"] === true)
			.map((each) => ({ path: pathOf(each), message: "would stay when the stage goes" })),
	];
}

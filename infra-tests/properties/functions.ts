import { BUNDLE, ENVIRONMENT, FUNCTIONS, type FunctionDefinition, type FunctionName, LOG_RETENTION_DAYS } from "@headroom/config";
import { SECRET_BYTES_BASE64 } from "../harness/account.ts";
import { all, functionNamed, named, namesOf, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { absent, differences, type Fault, fault, type Property } from "./property.ts";

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

export const functionsAreThoseDefined: Property = {
	sentence: "the functions are those that are defined, and no other",
	faults: (app) => [
		...FUNCTION_NAMES.filter((name) => functionNamed(app, name) === undefined).map((name) => absent(`function ${name}`)),
		...all(app, "function")
			.filter(({ inputs }) => !Object.values(namesOf(app).functions).includes(inputs.name ?? ""))
			.map((other) => fault(other, "name", "is not that of a defined function")),
	],
};

export const functionsRunOnTheChosenRuntime: Property = {
	sentence: "every function runs Node.js 24 on arm64",
	faults: (app) =>
		all(app, "function").flatMap((each) => differences(each, { runtime: "nodejs24.x", architectures: ["arm64"], packageType: "Zip" })),
};

export const functionsHaveTheirSettings: Property = {
	sentence: "every function has its definition's memory, timeout, description and reserved concurrency",
	faults: (app) =>
		eachDefined(app, (lambdaFunction, definition) =>
			differences(lambdaFunction, {
				memorySize: definition.memoryMb,
				timeout: definition.timeoutSeconds,
				description: definition.description,
				reservedConcurrentExecutions: definition.reservedConcurrency,
			}),
		),
};

export const functionsHaveTheirEnvironment: Property = {
	sentence: "every function's environment is what its definition names, each with a value",
	faults: (app) =>
		eachDefined(app, (lambdaFunction, definition) => {
			const variables = lambdaFunction.inputs.environment?.variables ?? {};
			const wanted: string[] = definition.environment.map((key) => ENVIRONMENT[key]);
			return [
				...wanted.filter((name) => !variables[name]).map((name) => fault(lambdaFunction, `environment ${name}`, "is absent or empty")),
				...Object.keys(variables)
					.filter((name) => !wanted.includes(name))
					.map((name) => fault(lambdaFunction, `environment ${name}`, "is not in its definition")),
			];
		}),
};

export const environmentsHoldNoSecret: Property = {
	sentence: "no environment holds a secret",
	faults: (app) =>
		all(app, "function").flatMap((each) =>
			Object.entries(each.inputs.environment?.variables ?? {})
				.filter(([name, value]) => value.includes(SECRET_BYTES_BASE64) || /SECRET|PASSWORD|PRIVATE|API_?KEY|SST_KEY/.test(name))
				.map(([name]) => fault(each, `environment ${name}`, "holds a secret")),
		),
};

export const functionsWriteToTheirOwnLogGroup: Property = {
	sentence: "every function writes to a log group of its own",
	faults: (app) =>
		all(app, "function").flatMap((each) => {
			const name = `/aws/lambda/${each.inputs.name}`;
			return [
				...(each.inputs.loggingConfig?.logGroup === name ? [] : [fault(each, "loggingConfig.logGroup", `must be ${name}`)]),
				...(named(app, "logGroup", name) === undefined ? [absent(`log group ${name}`)] : []),
			];
		}),
};

export const logGroupsForget: Property = {
	sentence: "every log group keeps its lines for thirty days",
	faults: (app) => all(app, "logGroup").flatMap((each) => differences(each, { retentionInDays: LOG_RETENTION_DAYS })),
};

export const functionsAreBuiltFromTheirHandlers: Property = {
	sentence: "every function is built from its handler, in the one bundle format",
	faults: (app) =>
		FUNCTION_NAMES.flatMap((name) => {
			const path = `build of ${name}`;
			const build = app.builds.find(({ handler }) => handler === FUNCTIONS[name].handler);
			if (build === undefined) return [absent(path)];
			const { architecture: _, ...bundle } = build.properties;
			return JSON.stringify(bundle) === JSON.stringify(BUNDLE) ? [] : [{ path, message: "is not bundled as BUNDLE says" }];
		}),
};

function eachDefined(
	app: RecordedApp,
	check: (lambdaFunction: ResourceOf<"function">, definition: FunctionDefinition) => Fault[],
): Fault[] {
	return FUNCTION_NAMES.flatMap((name) => {
		const lambdaFunction = functionNamed(app, name);
		return lambdaFunction === undefined ? [absent(`function ${name}`)] : check(lambdaFunction, FUNCTIONS[name]);
	});
}

import { ALARM_MUTATIONS } from "./alarms.ts";
import { DASHBOARD_MUTATIONS } from "./dashboard.ts";
import { DATA_MUTATIONS } from "./data.ts";
import { FUNCTION_MUTATIONS } from "./functions.ts";
import type { Mutation } from "./mutation.ts";
import { PERMISSION_MUTATIONS } from "./permissions.ts";
import { TRIGGER_MUTATIONS } from "./triggers.ts";

export const MUTATIONS: readonly Mutation[] = [
	...ALARM_MUTATIONS,
	...DASHBOARD_MUTATIONS,
	...DATA_MUTATIONS,
	...FUNCTION_MUTATIONS,
	...PERMISSION_MUTATIONS,
	...TRIGGER_MUTATIONS,
];

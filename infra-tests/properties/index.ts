import * as alarms from "./alarms.ts";
import * as asynchronous from "./asynchronous.ts";
import * as dashboard from "./dashboard.ts";
import * as data from "./data.ts";
import * as eventSources from "./event-sources.ts";
import * as functions from "./functions.ts";
import * as names from "./names.ts";
import * as notifications from "./notifications.ts";
import * as permissions from "./permissions.ts";
import type { Property } from "./property.ts";
import * as queues from "./queues.ts";
import * as removal from "./removal.ts";
import * as votingApi from "./voting-api.ts";

/** Everything that is asserted of a deployment, by concern. Whatever such a file exports as a property is in it: none can be forgotten. */
export const PROPERTIES_BY_CONCERN: Readonly<Record<string, readonly Property[]>> = {
	alarms: propertiesIn(alarms),
	"asynchronous invocations": propertiesIn(asynchronous),
	dashboard: propertiesIn(dashboard),
	data: propertiesIn(data),
	"event sources": propertiesIn(eventSources),
	functions: propertiesIn(functions),
	names: propertiesIn(names),
	notifications: propertiesIn(notifications),
	permissions: propertiesIn(permissions),
	queues: propertiesIn(queues),
	removal: propertiesIn(removal),
	"voting API": propertiesIn(votingApi),
};

export const PROPERTIES = Object.values(PROPERTIES_BY_CONCERN).flat();

function propertiesIn(module: object): Property[] {
	return Object.values(module).filter((value): value is Property => typeof value === "object" && value !== null && "sentence" in value);
}

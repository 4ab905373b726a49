import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { parseRestJson, restJson, restJsonAnswer, restJsonRefusal } from "../../endpoint/rest-json.ts";
import type { ScheduleDefinition, Schedules } from "./schedules.ts";

const PATH = /^\/schedules\/([^/]+)$/;

/** GetSchedule, UpdateSchedule and DeleteSchedule of EventBridge Scheduler. */
export function schedulerHandle(schedules: Schedules, onInternalError: (error: unknown) => void): Handle {
	const answer = restJsonAnswer((request) => {
		const name = decodeURIComponent(PATH.exec(request.path)?.[1] ?? "");
		switch (name === "" ? "" : request.method) {
			case "GET":
				return restJson(200, schedules.get(name));
			case "PUT":
				return restJson(200, schedules.update(name, parseRestJson<Partial<ScheduleDefinition>>(request)));
			case "DELETE":
				schedules.delete(name);
				return restJson(200, {});
			default: {
				const message = "Of EventBridge Scheduler the local cloud serves GetSchedule, UpdateSchedule and DeleteSchedule.";
				return restJsonRefusal(404, "UnknownOperationException", message);
			}
		}
	}, onInternalError);
	return handleOf(answer, onInternalError);
}

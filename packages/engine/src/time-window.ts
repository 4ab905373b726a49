import type { TimeWindow } from "./policy.ts";

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;
const DAYS_PER_WEEK = 7;
/** 1970-01-01 was a Thursday; 0 is Sunday. */
const EPOCH_DAY_OF_WEEK = 4;

/** Whether a moment lies in a window of the day, UTC. A window over midnight belongs to the day on which it begins. */
export function isWithin(window: TimeWindow, atMs: number): boolean {
	const minutes = Math.floor(atMs / MS_PER_MINUTE);
	const day = Math.floor(minutes / MINUTES_PER_DAY);
	const minuteOfDay = minutes - day * MINUTES_PER_DAY;
	const { fromMinuteOfDay, toMinuteOfDay } = window;
	if (fromMinuteOfDay < toMinuteOfDay) {
		return minuteOfDay >= fromMinuteOfDay && minuteOfDay < toMinuteOfDay && beginsOn(window, day);
	}
	return (minuteOfDay >= fromMinuteOfDay && beginsOn(window, day)) || (minuteOfDay < toMinuteOfDay && beginsOn(window, day - 1));
}

function beginsOn({ daysOfWeek }: TimeWindow, daysSinceEpoch: number): boolean {
	const dayOfWeek = (((daysSinceEpoch + EPOCH_DAY_OF_WEEK) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
	return daysOfWeek.length === 0 || daysOfWeek.includes(dayOfWeek);
}

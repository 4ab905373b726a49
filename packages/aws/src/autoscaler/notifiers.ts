import { fanOut, type NotifierPort } from "@headroom/controller";
import { type SnsNotifierOptions, snsNotifier } from "./sns-notifier.ts";

export type NotifierOptions = SnsNotifierOptions;

/** Where people are notified: composed here, once, for the functions and the command line. Another notifier is one more row. */
export function notifiers(options: NotifierOptions): NotifierPort {
	return fanOut([snsNotifier(options)]);
}

import { fanOut, type NotifierPort } from "@headroom/controller";
import { type SnsNotifierOptions, snsNotifier } from "./sns-notifier.ts";

export type NotifierOptions = SnsNotifierOptions;

/** The notifiers of the functions and the command line, composed in this one place. Another notifier is one more row. */
export function notifiers(options: NotifierOptions): NotifierPort {
	return fanOut([snsNotifier(options)]);
}

import type { Client } from "undici";
import type { Measurement } from "./measurement.ts";

/** The part that both models share. */
export interface DriveContext {
	readonly apiUrl: string;
	readonly durationSeconds: number;
	/** On the clock of `performance.now()`. */
	readonly startMs: number;
	readonly measurement: Measurement;
	isStopped(): boolean;
	/** Sends one vote as soon as there is a connection, and measures it; never rejects. @returns whether an answer came */
	vote(connection: Client | Promise<Client>, voterIndex: number, intendedAtMs: number): Promise<boolean>;
}

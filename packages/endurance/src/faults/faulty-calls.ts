import { DeliveryError, HistoryError, ObservationError, type Ports, ReshardError } from "@headroom/controller";
import { OverflowError, TallyError, VoteStreamError } from "@headroom/voting";
import type { OutService, World } from "../world/world.ts";
import type { FaultName } from "./fault-kinds.ts";

const MS_PER_SECOND = 1_000;
const SLOW_MS = 3_000;
/** A client gives up after that. */
const TIMEOUT_MS = 5_000;

/** Who makes calls: a process that may be dead. */
export interface CallingProcess {
	isDead: boolean;
	/** Whether a fault touched a call since it was last asked. */
	isDisturbed: boolean;
}

type PortName = "consumers" | "history" | "load" | "notifier" | "overflow" | "recheck" | "stream" | "tally" | "vote-stream";

const SERVICES: Readonly<Record<PortName, OutService>> = {
	consumers: "kinesis",
	history: "table",
	load: "cloudwatch",
	notifier: "sns",
	overflow: "sqs",
	recheck: "sqs",
	stream: "kinesis",
	tally: "table",
	"vote-stream": "kinesis",
};

/** The SDK of these sends once: see the adapters in packages/aws. */
const SENT_ONCE = new Set(["describeAccount", "putVote", "putVotes", "updateShardCount"]);

/**
 * Ports over a network and services on which nothing can be relied. A call may be refused, lost, late, sent twice, or its answer lost; and at
 * each the process may die, before or after the service did what it was asked.
 */
export function faultyPorts<P extends Ports>(ports: P, world: World, calling: CallingProcess): P {
	return {
		...ports,
		consumers: faultyPort("consumers", ports.consumers, world, calling),
		history: faultyPort("history", ports.history, world, calling),
		load: faultyPort("load", ports.load, world, calling),
		notifier: faultyPort("notifier", ports.notifier, world, calling),
		recheck: faultyPort("recheck", ports.recheck, world, calling),
		stream: faultyPort("stream", ports.stream, world, calling),
	};
}

export function faultyPort<Port extends object>(name: PortName, port: Port, world: World, calling: CallingProcess): Port {
	return new Proxy(port, {
		get(target, key) {
			const value: unknown = Reflect.get(target, key);
			if (typeof value !== "function") return value;
			const operation = String(key);
			return (...args: unknown[]) =>
				faultyCall(world, calling, { name, operation, streamName: String(args[0]) }, () => Reflect.apply(value, target, args));
		},
	});
}

interface Call {
	readonly name: PortName;
	readonly operation: string;
	readonly streamName: string;
}

async function faultyCall(world: World, calling: CallingProcess, call: Call, send: () => Promise<unknown>): Promise<unknown> {
	const { faults, time } = world;
	const strikes = (fault: FaultName): boolean => {
		if (!faults.strikes(fault)) return false;
		calling.isDisturbed = true;
		return true;
	};
	if (calling.isDead) return neverAnswered();
	if (strikes("process-killed")) {
		calling.isDead = true;
		if (faults.random("process-killed").chance(0.5)) await send().catch(() => {});
		return neverAnswered();
	}
	if (world.isOut(SERVICES[call.name])) {
		calling.isDisturbed = true;
		await time.sleep(TIMEOUT_MS);
		return calling.isDead ? neverAnswered() : unanswered(call);
	}
	if (strikes("call-refused")) return refused(call);
	if (strikes("call-lost")) {
		await time.sleep(TIMEOUT_MS);
		return calling.isDead ? neverAnswered() : unanswered(call);
	}
	const slowMs = faults.strikes("call-slow") ? faults.random("call-slow").between(1, SLOW_MS) : 0;
	if (slowMs > 0) await time.sleep(slowMs / 2);
	if (calling.isDead) {
		// It was on its way when the process died.
		if (faults.random("call-slow").chance(0.5)) await send().catch(() => {});
		return neverAnswered();
	}
	let answer = await send();
	if (slowMs > 0) await time.sleep(slowMs / 2);
	if (!SENT_ONCE.has(call.operation) && strikes("call-repeated")) answer = await send();
	if (strikes("answer-lost")) {
		await time.sleep(TIMEOUT_MS);
		return calling.isDead ? neverAnswered() : unanswered(call);
	}
	if (strikes("answer-late")) await time.sleep(faults.random("answer-late").between(MS_PER_SECOND, 25 * MS_PER_SECOND));
	return calling.isDead ? neverAnswered() : answer;
}

/** A dead process waits for nothing. */
function neverAnswered(): Promise<never> {
	return new Promise(() => {});
}

/** As the adapter of each port reports a timeout. */
function unanswered({ name, operation, streamName }: Call): unknown {
	const reason = `${operation} of ${streamName} timed out.`;
	switch (name) {
		case "history":
			throw new HistoryError(reason, { code: "history.unavailable", retryable: true, streamName });
		case "load":
			throw new ObservationError(reason, { code: "observation.metrics-unavailable", retryable: true, streamName });
		case "notifier":
			throw new DeliveryError(reason, { code: "notification.failed", retryable: true, streamName });
		case "recheck":
			throw new DeliveryError(reason, { code: "recheck.failed", retryable: true, streamName });
		case "overflow":
			throw new OverflowError(reason, { code: "overflow.unavailable", retryable: true });
		case "tally":
			throw new TallyError(reason, { code: "tally.unavailable", retryable: true });
		case "vote-stream":
			throw new VoteStreamError(reason, { code: "vote-stream.unavailable", retryable: true });
		case "consumers":
			throw new ObservationError(reason, { code: "observation.unavailable", retryable: true, streamName });
		case "stream":
			if (operation === "describeAccount" || operation === "lineageSince") return { kind: "no-data", reason };
			if (operation === "updateShardCount")
				throw new ReshardError(reason, { code: "reshard.unknown-outcome", retryable: true, streamName });
			throw new ObservationError(reason, { code: "observation.unavailable", retryable: true, streamName });
		default:
			return name satisfies never;
	}
}

/** A documented error that does nothing: most often the account's rate. */
function refused(call: Call): unknown {
	const { name, operation, streamName } = call;
	const reason = `Rate exceeded for stream ${streamName} under account 111122223333.`;
	if (operation === "updateShardCount") return { kind: "refused", refusal: "rate", message: `LimitExceededException: ${reason}` };
	if (name === "load" || operation === "describe")
		throw new ObservationError(reason, { code: "observation.rate-exceeded", retryable: true, streamName });
	return unanswered(call);
}

import type { SelfCheckRequest } from "@headroom/aws/self-check";
import type { FunctionName } from "@headroom/config";
import type { MeasuredFacts } from "@headroom/controller";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { type KnownStream, type ManagedStreams, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { type DeployedFunctions, readDeployedFunctions } from "./deployed-functions.ts";
import { LogWatch } from "./log-watch.ts";
import { runSelfChecks, type SelfCheck } from "./self-checks.ts";

export interface VerifySettings {
	readonly session: AwsSession;
	readonly ports: SessionPorts;
	/** In everything that the run leaves: 8 to 36 of `0-9a-z-`. */
	readonly checkId: string;
	/** How long to wait for what takes time. */
	readonly waitMs: number;
	readonly sendsTestMessage: boolean;
	/** Where the voting API is; looked up where absent. */
	readonly apiUrl?: string | undefined;
	readonly signal: AbortSignal;
}

/** Streams beyond this many are looked at by name, alarm and mode alone: what is tried on each costs calls that others need too. */
const STREAMS_TRIED = 10;

/** Beyond this a link says that the clock is off. */
const CLOCK_DIFFERENCE_MS = 10_000;

/** What every link is given. What several of them read is read once. */
export class VerifyContext {
	readonly session: AwsSession;
	readonly ports: SessionPorts;
	readonly checkId: string;
	readonly waitMs: number;
	readonly sendsTestMessage: boolean;
	readonly apiUrl: string | undefined;
	readonly signal: AbortSignal;
	readonly startedAtMs = Date.now();
	readonly #read = new Map<string, Promise<unknown>>();
	readonly #left = new Set<string>();
	readonly #logs = new Map<string, LogWatch>();

	constructor({ apiUrl, checkId, ports, sendsTestMessage, session, signal, waitMs }: VerifySettings) {
		this.session = session;
		this.ports = ports;
		this.checkId = checkId;
		this.waitMs = waitMs;
		this.sendsTestMessage = sendsTestMessage;
		this.apiUrl = apiUrl;
		this.signal = signal;
	}

	/** @throws what reading them throws: a deployment that is not there, for one */
	streams(): Promise<ManagedStreams> {
		return this.once("streams", () => readManagedStreams(this.session, this.ports));
	}

	/** Those on which something is tried. */
	async triedStreams(): Promise<readonly KnownStream[]> {
		const { streams } = await this.streams();
		return streams.slice(0, STREAMS_TRIED);
	}

	functions(): Promise<DeployedFunctions> {
		return this.once("functions", () => readDeployedFunctions(this.session));
	}

	/**
	 * Those that are there.
	 * @throws what reading them threw, where none could be read; CliError where there is none
	 */
	async foundFunctions(): Promise<readonly FunctionName[]> {
		const { readings } = await this.functions();
		const unread = [...readings.values()].find((reading) => reading.kind === "unread");
		const found = [...readings].flatMap(([name, { kind }]) => (kind === "found" ? [name] : []));
		if (found.length > 0) return found;
		throw unread?.error ?? new CliError("not-found", `There is no function of deployment "${this.session.deployment}".`);
	}

	/** What was measured in this account and Region; undefined where nothing was, or where it cannot be read. */
	facts(): Promise<MeasuredFacts | undefined> {
		return this.once("facts", () => this.ports.facts.newest().catch(() => undefined));
	}

	/** Every function that is there, asked what its role permits. */
	selfChecks(): Promise<ReadonlyMap<FunctionName, SelfCheck>> {
		return this.once("self-checks", async () => {
			const request: SelfCheckRequest = {
				checkId: this.checkId,
				streamNames: (await this.triedStreams().catch(() => [])).map(({ streamName }) => streamName),
				mayAskRefusedTarget: (await this.facts())?.refusedCallsCount !== true,
				sendsMessage: this.sendsTestMessage,
			};
			const checks = await runSelfChecks(this.session, await this.functions(), request);
			if ([...checks.values()].some(({ kind }) => kind === "answered")) this.leave("one log line of each function's self-check");
			return checks;
		});
	}

	/** What this run has left behind, in the order in which it was left, each once. */
	get left(): readonly string[] {
		return [...this.#left];
	}

	/** Notes what a link is about to leave behind: something that expires. */
	leave(...what: readonly string[]): void {
		for (const each of what) this.#left.add(each);
	}

	/** The lines of a function that this run leaves. */
	logOf(functionName: string): LogWatch {
		const known = this.#logs.get(functionName);
		if (known !== undefined) return known;
		const { checkId: word, session, signal, startedAtMs, waitMs } = this;
		const log = new LogWatch({ session, functionName, word, fromMs: startedAtMs - CLOCK_DIFFERENCE_MS, waitMs, signal });
		this.#logs.set(functionName, log);
		return log;
	}

	/** The command that deploys this deployment anew. */
	get deployCommand(): string {
		const stage = this.session.deployment.replace(/^headroom-?/, "");
		return `npx sst deploy --stage ${stage === "" ? "<stage>" : stage}`;
	}

	once<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
		const known = this.#read.get(key) as Promise<Value> | undefined;
		if (known !== undefined) return known;
		const reading = read();
		this.#read.set(key, reading);
		// Whoever asks hears of a failure; nobody else must.
		reading.catch(() => {});
		return reading;
	}
}

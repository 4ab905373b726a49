import type { ClockPort, HistoryPorts, LoadPort, NotifierPort, StreamPort } from "@headroom/controller";
import type { OverflowPort, TallyPort, VoteStreamPort } from "@headroom/voting";

type Table = HistoryPorts;

/** A bug that somebody could write, put into one port of every process of Headroom. The invariants must find it. */
export interface SeededBug {
	/** One sentence. */
	readonly is: string;
	readonly table?: (table: Table, clock: ClockPort) => Partial<Table>;
	readonly stream?: (stream: StreamPort, clock: ClockPort) => Partial<StreamPort>;
	readonly load?: (load: LoadPort, clock: ClockPort) => Partial<LoadPort>;
	readonly notifier?: (notifier: NotifierPort, clock: ClockPort) => Partial<NotifierPort>;
	readonly tally?: (tally: TallyPort) => Partial<TallyPort>;
	readonly overflow?: (overflow: OverflowPort) => Partial<OverflowPort>;
	readonly votes?: (stream: VoteStreamPort) => Partial<VoteStreamPort>;
}

import type { PromiseKept } from "./promises.ts";

const BEYOND_REACTION =
	"a tenth of the peer's share takes more shards in hand before the burst: with ours, instant reaction (see below) would throttle more, too";
const BURST_TRACE =
	"the trace more than doubles from one five-minute mean to the next, and a doubling from eight shards on takes 95 s to 5 min; epsagon keeps a day's peak for a day, at 1.4 to 2.4 times the shard-hours";

/**
 * The promises that are not kept, with the reasons, by load and promise. A test checks that each is really broken, and that none is
 * missing.
 */
export const KNOWN_GAPS: Readonly<Record<string, Partial<Record<PromiseKept["promise"], string>>>> = {
	step: { burst: `90 s of the 2 min to relief are two reshards, 2 to 4 and 4 to 8 shards; ${BEYOND_REACTION}` },
	"flash-crowd": {
		burst: `from one shard to sixteen takes four calls of 25 to 95 s, one after the other, whoever makes them; ${BEYOND_REACTION}; a scheduled floor before the show is the remedy`,
	},
	"nyc-taxi": {
		rhythm:
			"a target of 75 % alone is 1.33 times the load, and whole shards come on top; with few reshards left it goes at once to the day's highest count; a lower band kept more in hand for seven months in which nothing was ever throttled",
	},
	"twitter-aapl": { burst: `${BURST_TRACE}; ten reshards a day are too few for its worst days` },
	"twitter-goog": { burst: `${BURST_TRACE}; ${BEYOND_REACTION}` },
	"twitter-ups": { burst: `${BURST_TRACE}; ${BEYOND_REACTION}` },
};

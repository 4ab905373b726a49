import type { Policy } from "@headroom/engine";
import type { OnDemandStream, Peer } from "../peer.ts";

/** What scales the stream in one run. */
export type Contender = { readonly name: string /** One sentence. */; readonly rule: string } & (
	| { readonly kind: "headroom"; readonly policy: Policy; readonly producersPublish: boolean }
	| { readonly kind: "peer"; readonly peer: Peer }
	/** The count never changes. */
	| { readonly kind: "fixed"; readonly shardCount: number }
	| { readonly kind: "on-demand"; readonly mode: "advantage" | "standard"; create(): OnDemandStream }
);

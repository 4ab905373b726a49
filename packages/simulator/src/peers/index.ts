import type { Peer } from "../peer.ts";
import { APPLICATION_AUTO_SCALING } from "./application-auto-scaling.ts";
import { AWS_SAMPLES } from "./aws-samples.ts";
import { DAKKAMOHAN } from "./dakkamohan.ts";
import { EPSAGON } from "./epsagon.ts";
import { SCALING_UTILS } from "./scaling-utils.ts";
import { SUBSTATION } from "./substation.ts";
import { THROTTLE_DOUBLING } from "./throttle-doubling.ts";

/** Every published autoscaler that is compared, in the order of the report. */
export const PEERS: readonly Peer[] = [
	SCALING_UTILS,
	AWS_SAMPLES,
	APPLICATION_AUTO_SCALING,
	EPSAGON,
	SUBSTATION,
	DAKKAMOHAN,
	THROTTLE_DOUBLING,
];

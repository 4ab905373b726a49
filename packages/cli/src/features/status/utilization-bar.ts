import type { Policy } from "@headroom/engine";
import { percent } from "@headroom/engine";
import type { Colors } from "../../shared/terminal/terminal.ts";

const WIDTH = 10;

/** `███████░░░  68 %`: red above the scale-out utilization. */
export function utilizationBar(
	utilization: number | undefined,
	{ scaleOutUtilization }: Pick<Policy, "scaleOutUtilization">,
	colors: Colors,
): string {
	if (utilization === undefined) return "no data";
	const filled = Math.min(WIDTH, Math.round(utilization * WIDTH));
	const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
	const paint = utilization >= 1 ? colors.red : utilization > scaleOutUtilization ? colors.yellow : colors.green;
	return `${paint(bar)} ${percent(utilization).padStart(6)}`;
}

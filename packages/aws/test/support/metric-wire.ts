import { jsonAnswer, openWire, type Wire, type WireRequest } from "./wire.ts";

interface Datum {
	readonly key: string;
	readonly atMs: number;
	readonly value: number;
}

interface MetricStatQuery {
	readonly Id: string;
	readonly MetricStat: {
		readonly Metric: {
			readonly Namespace: string;
			readonly MetricName: string;
			readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
		};
		readonly Period: number;
		readonly Stat: "Maximum" | "Sum";
	};
}

/** Just enough of CloudWatch to answer GetMetricData: datums by metric, summed or maximised over periods. */
export class MetricStore {
	#data: Datum[] = [];

	clear(): void {
		this.#data = [];
	}

	put(namespace: string, metricName: string, dimensions: Readonly<Record<string, string>>, atMs: number, value: number): void {
		this.#data.push({ key: keyOf(namespace, metricName, Object.entries(dimensions)), atMs, value });
	}

	answer({ body }: WireRequest): unknown {
		const { StartTime, EndTime, MetricDataQueries } = body as { StartTime: number; EndTime: number; MetricDataQueries: MetricStatQuery[] };
		return { MetricDataResults: MetricDataQueries.map((query) => this.#result(query, StartTime * 1000, EndTime * 1000)), Messages: [] };
	}

	#result({ Id, MetricStat: { Metric, Period, Stat } }: MetricStatQuery, startMs: number, endMs: number): object {
		const key = keyOf(
			Metric.Namespace,
			Metric.MetricName,
			Metric.Dimensions.map(({ Name, Value }) => [Name, Value]),
		);
		const periods = new Map<number, number>();
		for (const datum of this.#data) {
			if (datum.key !== key || datum.atMs < startMs || datum.atMs >= endMs) continue;
			const period = Math.floor(datum.atMs / 1000 / Period) * Period;
			const before = periods.get(period);
			periods.set(period, before === undefined ? datum.value : Stat === "Sum" ? before + datum.value : Math.max(before, datum.value));
		}
		const sorted = [...periods].sort(([left], [right]) => left - right);
		return { Id, StatusCode: "Complete", Timestamps: sorted.map(([period]) => period), Values: sorted.map(([, value]) => value) };
	}
}

/** A wire that answers from the store. */
export function metricWire(store: MetricStore): Promise<Wire> {
	return openWire((request) => jsonAnswer(store.answer(request)));
}

function keyOf(namespace: string, metricName: string, dimensions: readonly (readonly [string, string])[]): string {
	return JSON.stringify([namespace, metricName, [...dimensions].sort(([left], [right]) => left.localeCompare(right))]);
}

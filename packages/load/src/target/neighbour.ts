/** What became of the records of the local cloud's neighbour. */
export interface NeighbourState {
	readonly recordsPerSecond: number;
	readonly stored: number;
	readonly throttled: number;
}

/** Lets the local cloud's neighbour write so many records a second to the votes stream; 0 ends it. @returns its state then */
export async function setNeighbour(endpointUrl: string, recordsPerSecond: number): Promise<NeighbourState> {
	const response = await fetch(`${endpointUrl}/_local-cloud/neighbour?recordsPerSecond=${recordsPerSecond}`, { method: "POST" });
	if (!response.ok) throw new Error(`The local cloud answered ${response.status} when its neighbour was asked to write.`);
	return (await response.json()) as NeighbourState;
}

type Close = () => Promise<unknown> | unknown;

/** What was started, to be taken down the other way round. */
export class Closers {
	readonly #closes: Close[] = [];

	add(close: Close): void {
		this.#closes.push(close);
	}

	/** @param patienceMs how long work under way may take; after it the next is closed all the same */
	addPatient(patienceMs: number, close: () => Promise<unknown>): void {
		this.add(() => within(patienceMs, close()));
	}

	/** Closes everything, also when something fails to. @throws AggregateError naming all that did */
	async closeAll(): Promise<void> {
		const failures: unknown[] = [];
		for (const close of this.#closes.splice(0).reverse()) {
			try {
				await close();
			} catch (error) {
				failures.push(error);
			}
		}
		if (failures.length > 0) throw new AggregateError(failures, "The local cloud did not stop cleanly.");
	}
}

async function within(patienceMs: number, work: Promise<unknown>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise((resolve) => {
		timer = setTimeout(resolve, patienceMs);
	});
	await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}

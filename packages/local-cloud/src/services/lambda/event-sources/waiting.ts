/** Waits that a stop ends early, so that a stopping local cloud does not wait for a back-off. */
export class Waiting {
	readonly #wakeUps = new Set<() => void>();
	#isStopped = false;

	get isStopped(): boolean {
		return this.#isStopped;
	}

	/** Resolves after `delayMs`, or at once when stopped. */
	wait(delayMs: number): Promise<void> {
		if (this.#isStopped) return Promise.resolve();
		return new Promise((resolve) => {
			const wakeUp = (): void => {
				clearTimeout(timer);
				this.#wakeUps.delete(wakeUp);
				resolve();
			};
			const timer = setTimeout(wakeUp, delayMs);
			this.#wakeUps.add(wakeUp);
		});
	}

	stop(): void {
		this.#isStopped = true;
		for (const wakeUp of [...this.#wakeUps]) wakeUp();
	}
}

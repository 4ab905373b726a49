import type { Reporter, TestCase } from "vitest/node";

/** Ends the run with one plain line, `N passed, N failed`, counted from the tests themselves; a file that could not load is a failure. */
export default class PlainCountReporter implements Reporter {
	#passed = 0;
	#failed = 0;
	#skipped = 0;

	onTestCaseResult(testCase: TestCase): void {
		const { state } = testCase.result();
		if (state === "passed") this.#passed += 1;
		else if (state === "failed") this.#failed += 1;
		else this.#skipped += 1;
	}

	onTestRunEnd(testModules: Parameters<NonNullable<Reporter["onTestRunEnd"]>>[0], unhandledErrors: readonly unknown[]): void {
		const brokenModules = testModules.filter((module) => module.errors().length > 0).length;
		const failed = this.#failed + brokenModules + unhandledErrors.length;
		console.log(`${this.#passed} passed, ${failed} failed${this.#skipped > 0 ? `, ${this.#skipped} skipped` : ""}`);
	}
}

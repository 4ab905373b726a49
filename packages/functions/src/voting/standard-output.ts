/** Not console.log: with JSON logging, Lambda wraps its text into another line, and CloudWatch then misses a metric inside. */
export function writeLine(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Not console.log, which a Lambda function with JSON logging wraps into a line of its own, and a metric inside is then not seen. */
export function writeLine(line: string): void {
	process.stdout.write(`${line}\n`);
}

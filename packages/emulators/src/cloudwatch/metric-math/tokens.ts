import { ExpressionError } from "./expression-error.ts";

const OPERATORS = ["<=", ">=", "==", "!=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ","] as const;
export type Operator = (typeof OPERATORS)[number];

export type Token = { readonly position: number } & (
	| { readonly kind: "number"; readonly value: number }
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "name"; readonly value: string }
	| { readonly kind: "operator"; readonly value: Operator }
	| { readonly kind: "end" }
);

const BLANK = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z][A-Za-z0-9_]*/y;
const STRING = /"([^"]*)"|'([^']*)'/y;

/** @returns the tokens of a metric math expression, `end` last; positions count characters from 1 */
export function tokenize(expression: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	const match = (pattern: RegExp): RegExpExecArray | undefined => {
		pattern.lastIndex = at;
		const found = pattern.exec(expression) ?? undefined;
		if (found !== undefined) at = pattern.lastIndex;
		return found;
	};
	while (at < expression.length) {
		const position = at + 1;
		if (match(BLANK) !== undefined) continue;
		const number = match(NUMBER);
		if (number !== undefined) {
			tokens.push({ kind: "number", value: Number(number[0]), position });
			continue;
		}
		const name = match(NAME);
		if (name !== undefined) {
			tokens.push(wordOperator(name[0], position) ?? { kind: "name", value: name[0], position });
			continue;
		}
		const string = match(STRING);
		if (string !== undefined) {
			tokens.push({ kind: "string", value: string[1] ?? string[2] ?? "", position });
			continue;
		}
		const operator = OPERATORS.find((candidate) => expression.startsWith(candidate, at));
		if (operator === undefined)
			throw new ExpressionError(`unexpected "${String.fromCodePoint(expression.codePointAt(at) ?? 0)}"`, position);
		tokens.push({ kind: "operator", value: operator, position });
		at += operator.length;
	}
	return [...tokens, { kind: "end", position: expression.length + 1 }];
}

/** "AND or &&", "OR or ||" */
function wordOperator(word: string, position: number): Token | undefined {
	if (word === "AND") return { kind: "operator", value: "&&", position };
	if (word === "OR") return { kind: "operator", value: "||", position };
	return undefined;
}

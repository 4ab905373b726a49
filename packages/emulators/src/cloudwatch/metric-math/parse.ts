import { ExpressionError } from "./expression-error.ts";
import { SORT_FUNCTIONS, SORT_ORDERS } from "./part-of-array.ts";
import { type Operator, type Token, tokenize } from "./tokens.ts";

export type BinaryOperator = "+" | "-" | "*" | "/" | "^" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "&&" | "||";

export type Expression =
	| { readonly kind: "number"; readonly value: number }
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "reference"; readonly id: string }
	/** Of FILL and of SORT. */
	| { readonly kind: "keyword"; readonly word: string; readonly position: number }
	| { readonly kind: "array"; readonly items: readonly Expression[] }
	| { readonly kind: "negation"; readonly operand: Expression }
	| { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
	| { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[]; readonly position: number };

/** Weakest first; within a level from left to right. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!="], ["+", "-"], ["*", "/"]];

/** Our bound: it keeps a hostile expression from exhausting the stack. CloudWatch documents none. */
const MAX_NESTING = 50;

const KEYWORDS: readonly string[] = ["REPEAT", "LINEAR", ...SORT_FUNCTIONS, ...SORT_ORDERS];

/**
 * @throws ExpressionError if the text is no metric math
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html read 2026-11-23
 */
export function parseExpression(text: string): Expression {
	return new Parser(tokenize(text)).parse();
}

class Parser {
	readonly #tokens: readonly Token[];
	#next = 0;
	#depth = 0;

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	parse(): Expression {
		const expression = this.#level(0);
		const rest = this.#peek();
		if (rest.kind !== "end") throw new ExpressionError(`expected the end or an operator, found ${named(rest)}`, rest.position);
		return expression;
	}

	#level(index: number): Expression {
		const operators = LEVELS[index];
		if (operators === undefined) return this.#power();
		let left = this.#level(index + 1);
		for (;;) {
			const token = this.#peek();
			const operator = operators.find((candidate) => token.kind === "operator" && token.value === candidate);
			if (operator === undefined) return left;
			this.#next += 1;
			left = { kind: "binary", operator, left, right: this.#level(index + 1) };
		}
	}

	/** Binds tighter than the sign before it, and from right to left: -2^2 is -4, 2^3^2 is 512. */
	#power(): Expression {
		const minus = this.#take("-");
		if (minus) return { kind: "negation", operand: this.#nested(() => this.#power()) };
		const base = this.#primary();
		return this.#take("^") ? { kind: "binary", operator: "^", left: base, right: this.#nested(() => this.#power()) } : base;
	}

	#primary(): Expression {
		const token = this.#peek();
		this.#next += 1;
		switch (token.kind) {
			case "number":
				return { kind: "number", value: token.value };
			case "string":
				return { kind: "string", value: token.value };
			case "name":
				return this.#named(token.value, token.position);
			case "operator":
				if (token.value === "(") return this.#nested(() => this.#closed(this.#level(0)));
				if (token.value === "[") return { kind: "array", items: this.#nested(() => this.#list("]")) };
				throw new ExpressionError(`expected a value, found ${named(token)}`, token.position);
			case "end":
				throw new ExpressionError("expected a value, found the end", token.position);
			default:
				return token satisfies never;
		}
	}

	#named(name: string, position: number): Expression {
		if (this.#take("(")) return { kind: "call", name, arguments: this.#nested(() => this.#list(")")), position };
		if (KEYWORDS.includes(name)) return { kind: "keyword", word: name, position };
		if (!/^[a-z]/.test(name))
			throw new ExpressionError(`"${name}" is no id (they start with a lowercase letter) and no function call`, position);
		return { kind: "reference", id: name };
	}

	#list(end: ")" | "]"): Expression[] {
		const items: Expression[] = [];
		if (this.#take(end)) return items;
		do items.push(this.#level(0));
		while (this.#take(","));
		this.#expect(end);
		return items;
	}

	#closed(inner: Expression): Expression {
		this.#expect(")");
		return inner;
	}

	#nested<T>(read: () => T): T {
		this.#depth += 1;
		if (this.#depth > MAX_NESTING) throw new ExpressionError(`nested more than ${MAX_NESTING} deep`, this.#peek().position);
		const result = read();
		this.#depth -= 1;
		return result;
	}

	#take(operator: Operator): boolean {
		const token = this.#peek();
		if (token.kind !== "operator" || token.value !== operator) return false;
		this.#next += 1;
		return true;
	}

	#expect(operator: Operator): void {
		const token = this.#peek();
		if (!this.#take(operator)) throw new ExpressionError(`expected "${operator}", found ${named(token)}`, token.position);
	}

	#peek(): Token {
		const token = this.#tokens[Math.min(this.#next, this.#tokens.length - 1)];
		if (token === undefined) throw new ExpressionError("the expression is empty");
		return token;
	}
}

function named(token: Token): string {
	return token.kind === "end" ? "the end" : `"${token.value}"`;
}

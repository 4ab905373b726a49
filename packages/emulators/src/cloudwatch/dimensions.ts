import { list } from "../request-reader.ts";
import { cloudWatchError } from "./errors.ts";
import { MAX_DIMENSION_VALUE_LENGTH, MAX_DIMENSIONS } from "./limits.ts";
import type { Dimension } from "./shapes.ts";
import { nonEmpty, Structure, shortName } from "./structure.ts";

/** Reads a `Dimensions` list; an absent one is empty. Each name may occur once. */
export function readDimensions(input: Structure): readonly Dimension[] {
	const dimensions = (input.optional("Dimensions", list(Structure.shape, { maxLength: MAX_DIMENSIONS })) ?? []).map((dimension) => ({
		Name: dimension.required("Name", shortName),
		Value: dimension.required("Value", nonEmpty(MAX_DIMENSION_VALUE_LENGTH)),
	}));
	const names = dimensions.map(({ Name }) => Name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) {
		throw cloudWatchError(
			"InvalidParameterValueException",
			`The parameter ${input.pathOf("Dimensions")} names the dimension "${twice}" twice.`,
		);
	}
	return dimensions;
}

export function dimensionsToRecord(dimensions: readonly Dimension[]): Record<string, string> {
	return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

export function recordToDimensions(record: Readonly<Record<string, string>>): Dimension[] {
	return Object.entries(record).map(([Name, Value]) => ({ Name, Value }));
}

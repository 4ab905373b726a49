import { enumeration, required, string, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { streamNotActive } from "./errors.ts";
import { namedStream, parseInput } from "./request.ts";
import type { Stream } from "./stream.ts";

const encryptionInput = structure({
	...namedStream,
	EncryptionType: required(enumeration(["KMS", "NONE"])),
	KeyId: required(string({ minLength: 1, maxLength: 2_048 })),
});

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StartStreamEncryption.html: at once here; nothing is encrypted. */
export function startStreamEncryption(account: KinesisAccount, input: unknown): object {
	return change(account, input, (stream, keyId) => {
		stream.encryptionKeyId = keyId;
	});
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StopStreamEncryption.html */
export function stopStreamEncryption(account: KinesisAccount, input: unknown): object {
	return change(account, input, (stream) => {
		stream.encryptionKeyId = undefined;
	});
}

function change(account: KinesisAccount, input: unknown, apply: (stream: Stream, keyId: string) => void): object {
	const request = parseInput(encryptionInput, input);
	const stream = account.requireStream(request);
	if (stream.status !== "ACTIVE") throw streamNotActive(stream.streamName, stream.status, account.accountId);
	apply(stream, request.KeyId);
	return {};
}

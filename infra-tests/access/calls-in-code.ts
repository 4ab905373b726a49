import { join } from "node:path";
import { build } from "esbuild";
import { PATHS } from "../harness/paths.ts";

/** An import of the SDK that is left when everything unused is shaken off. */
const SDK_IMPORT = /import\s*\{([^}]*)\}\s*from\s*"@aws-sdk\/((?:client|lib)-[\w-]+)"/g;

/** What IAM calls a service differently than its client's package. */
const IAM_NAMES: Readonly<Record<string, string>> = {
	"client-cloudwatch-logs": "logs",
	"lib-dynamodb": "dynamodb",
};

/** Calls whose permission has another name. */
const IAM_ACTIONS: Readonly<Record<string, string>> = {
	"apigatewayv2:GetApis": "apigateway:GET",
	"lambda:Invoke": "lambda:InvokeFunction",
};

/** What the document client calls differently than DynamoDB. */
const DOCUMENT_COMMANDS: Readonly<Record<string, string>> = {
	BatchGet: "BatchGetItem",
	BatchWrite: "BatchWriteItem",
	Delete: "DeleteItem",
	Get: "GetItem",
	Put: "PutItem",
	Update: "UpdateItem",
};

/**
 * The actions that a program can reach, as IAM names them: the commands and paginators that its bundle still imports from AWS's SDK. A
 * method that nobody calls is reached too, since bundlers shake off declarations and not methods.
 *
 * @param entryPoint from the repository's root: `packages/functions/src/sweep.ts`
 */
export async function actionsInCode(entryPoint: string): Promise<readonly string[]> {
	const { outputFiles } = await build({
		entryPoints: [join(PATHS.root, entryPoint)],
		bundle: true,
		format: "esm",
		platform: "node",
		treeShaking: true,
		write: false,
		logLevel: "silent",
		plugins: [
			{
				name: "leave-packages-out",
				setup({ onResolve }) {
					onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
						kind === "entry-point" || path.startsWith("@headroom/") ? undefined : { path, external: true, sideEffects: false },
					);
				},
			},
		],
	});
	const [bundle] = outputFiles;
	const imports = [...(bundle?.text ?? "").matchAll(SDK_IMPORT)];
	const actions = imports.flatMap(([, names = "", packageName = ""]) =>
		names.split(",").flatMap((name) => actionOf(name.trim(), packageName)),
	);
	return [...new Set(actions)].sort();
}

/** `UpdateCommand as UpdateCommand2` of lib-dynamodb is `dynamodb:UpdateItem`; a client or a type is nothing. */
function actionOf(imported: string, packageName: string): string[] {
	const [name = ""] = imported.split(" ");
	const operation = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name)?.slice(1).find(Boolean);
	if (operation === undefined) return [];
	const service = IAM_NAMES[packageName] ?? packageName.replace("client-", "");
	const action = `${service}:${packageName === "lib-dynamodb" ? (DOCUMENT_COMMANDS[operation] ?? operation) : operation}`;
	return [IAM_ACTIONS[action] ?? action];
}

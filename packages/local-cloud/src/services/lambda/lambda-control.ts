import { ServiceError } from "@headroom/emulators";
import { isLike } from "../iam/policy-document.ts";
import { EventSourceMappings } from "./event-source-mappings.ts";

/**
 * The part of GetFunctionConfiguration's answer that the local cloud has.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html read 2026-11-25
 */
export interface FunctionConfiguration {
	readonly FunctionName: string;
	readonly FunctionArn: string;
	readonly Runtime: string;
	readonly Role: string;
	readonly Handler: string;
	readonly Description: string;
	readonly Timeout: number;
	readonly MemorySize: number;
	readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

/** How Lambda treats asynchronous events of a function. @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html read 2026-11-27 */
export interface EventInvokeConfig {
	readonly MaximumRetryAttempts: number;
	readonly MaximumEventAgeInSeconds: number;
	readonly DestinationConfig: { readonly OnFailure: { readonly Destination: string } };
}

/** Beside its configuration. */
export interface FunctionSettings {
	readonly reservedConcurrency?: number | undefined;
	readonly eventInvokeConfig?: EventInvokeConfig | undefined;
}

interface Deployed {
	readonly configuration: FunctionConfiguration;
	readonly permissions: Map<string, Permission>;
	reservedConcurrency: number | undefined;
	eventInvokeConfig: EventInvokeConfig | undefined;
}

/**
 * One statement of a function's resource policy, the input of AddPermission.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html read 2026-11-25
 */
export interface Permission {
	readonly StatementId: string;
	readonly Action: string;
	readonly Principal: string;
	readonly SourceArn?: string;
	readonly SourceAccount?: string;
}

/** The caller of a function. */
export interface Invoker {
	readonly principal: string;
	readonly sourceArn: string;
	readonly sourceAccount: string;
}

const STATEMENT_ID = /^[a-zA-Z0-9_-]{1,100}$/;

/** Lambda's control plane: the configurations of the functions, and who may invoke them. */
export class LambdaControl {
	readonly #functions = new Map<string, Deployed>();

	readonly eventSourceMappings = new EventSourceMappings();

	deploy(configuration: FunctionConfiguration, { eventInvokeConfig, reservedConcurrency }: FunctionSettings = {}): void {
		this.#functions.set(configuration.FunctionName, { configuration, permissions: new Map(), eventInvokeConfig, reservedConcurrency });
	}

	/** What it still runs ends; it is found no longer. @throws ServiceError ResourceNotFoundException */
	delete(functionName: string): void {
		this.#function(functionName);
		this.#functions.delete(functionName);
	}

	/** @throws ServiceError ResourceNotFoundException */
	reservedConcurrency(functionName: string): number | undefined {
		return this.#function(functionName).reservedConcurrency;
	}

	/** Said, not enforced. @throws ServiceError ResourceNotFoundException */
	reserveConcurrency(functionName: string, executions: number | undefined): void {
		this.#function(functionName).reservedConcurrency = executions;
	}

	/** @throws ServiceError ResourceNotFoundException, also for a function without one, as Lambda does */
	eventInvokeConfig(functionName: string): EventInvokeConfig {
		const { configuration, eventInvokeConfig } = this.#function(functionName);
		if (eventInvokeConfig !== undefined) return eventInvokeConfig;
		throw new ServiceError(
			"ResourceNotFoundException",
			`The function ${configuration.FunctionArn}:$LATEST doesn't have an EventInvokeConfig`,
			404,
		);
	}

	/** @throws ServiceError ResourceNotFoundException */
	deleteEventInvokeConfig(functionName: string): void {
		this.eventInvokeConfig(functionName);
		this.#function(functionName).eventInvokeConfig = undefined;
	}

	has(functionName: string): boolean {
		return this.#functions.has(functionName);
	}

	/** @throws ServiceError ResourceNotFoundException */
	configuration(functionName: string): FunctionConfiguration {
		return this.#function(functionName).configuration;
	}

	/** @throws ServiceError ResourceNotFoundException, ResourceConflictException, InvalidParameterValueException */
	addPermission(functionName: string, permission: Permission): object {
		const { configuration, permissions } = this.#function(functionName);
		for (const key of ["StatementId", "Action", "Principal"] as const) {
			if (typeof permission[key] !== "string") throw new ServiceError("InvalidParameterValueException", `${key} must be a string.`);
		}
		if (!STATEMENT_ID.test(permission.StatementId)) {
			throw new ServiceError(
				"InvalidParameterValueException",
				`StatementId must match ${STATEMENT_ID.source}, is "${permission.StatementId}".`,
			);
		}
		if (permissions.has(permission.StatementId)) {
			throw new ServiceError(
				"ResourceConflictException",
				`The statement id (${permission.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
				409,
			);
		}
		permissions.set(permission.StatementId, permission);
		return statement(permission, configuration.FunctionArn);
	}

	/** @throws ServiceError ResourceNotFoundException */
	removePermission(functionName: string, statementId: string): void {
		if (!this.#function(functionName).permissions.delete(statementId)) {
			throw new ServiceError("ResourceNotFoundException", `Statement ${statementId} is not found in resource policy.`, 404);
		}
	}

	/** @throws ServiceError ResourceNotFoundException, also for a function without a policy, as Lambda does */
	policy(functionName: string): object {
		const { configuration, permissions } = this.#function(functionName);
		if (permissions.size === 0) throw new ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
		return {
			Version: "2012-10-17",
			Id: "default",
			Statement: [...permissions.values()].map((permission) => statement(permission, configuration.FunctionArn)),
		};
	}

	/** Whether the function's policy allows the invoker. */
	mayInvoke(functionName: string, invoker: Invoker): boolean {
		const permissions = this.#functions.get(functionName)?.permissions ?? new Map<string, Permission>();
		return [...permissions.values()].some(
			({ Action, Principal, SourceAccount, SourceArn }) =>
				Action === "lambda:InvokeFunction" &&
				Principal === invoker.principal &&
				(SourceArn === undefined || isLike(invoker.sourceArn, SourceArn)) &&
				(SourceAccount === undefined || SourceAccount === invoker.sourceAccount),
		);
	}

	#function(functionName: string): Deployed {
		const found = this.#functions.get(functionName);
		if (found === undefined) throw new ServiceError("ResourceNotFoundException", `Function not found: ${functionName}`, 404);
		return found;
	}
}

function statement({ Action, Principal, SourceAccount, SourceArn, StatementId }: Permission, functionArn: string): object {
	const condition = {
		...(SourceAccount === undefined ? {} : { StringEquals: { "AWS:SourceAccount": SourceAccount } }),
		...(SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": SourceArn } }),
	};
	return {
		Sid: StatementId,
		Effect: "Allow",
		Principal: { Service: Principal },
		Action,
		Resource: functionArn,
		...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
	};
}

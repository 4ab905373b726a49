/** An error answer of the modelled service: a client's `__type` and `message`, with the HTTP status. */
export class ServiceError extends Error {
	override readonly name = "ServiceError";
	/** In the service's spelling: `ProvisionedThroughputExceededException`. */
	readonly code: string;
	readonly statusCode: number;

	constructor(code: string, message: string, statusCode = 400) {
		super(message);
		this.code = code;
		this.statusCode = statusCode;
	}
}

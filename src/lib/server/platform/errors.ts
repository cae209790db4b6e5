/**
 * Errors that the rules expect. They carry a stable code and parameters, never user text: pages and the API turn the code into
 * words of the reader's language. A plain `Error` is a bug and becomes a 500.
 */
export class DomainError extends Error {
	readonly code: string;
	readonly status: number;
	readonly params: Readonly<Record<string, unknown>>;

	constructor(code: string, status: number, params: Record<string, unknown> = {}) {
		super(code);
		this.name = new.target.name;
		this.code = code;
		this.status = status;
		this.params = params;
	}
}

/** The thing does not exist, or this actor may not know that it does (design.md §8: 404, not 403). */
export class NotFound extends DomainError {
	constructor(what = 'not_found', params: Record<string, unknown> = {}) {
		super(what, 404, params);
	}
}

/** No one is signed in. */
export class Unauthenticated extends DomainError {
	constructor(code = 'unauthenticated') {
		super(code, 401);
	}
}

/** The thing may be seen but the act not done. `code` says why: `forbidden`, `separation_of_duties` ... */
export class Forbidden extends DomainError {
	constructor(code = 'forbidden', params: Record<string, unknown> = {}) {
		super(code, 403, params);
	}
}

/** The state does not allow it, or somebody else was first: `stale`, `code_taken`, `open_version_exists` ... */
export class Conflict extends DomainError {
	constructor(code: string, params: Record<string, unknown> = {}) {
		super(code, 409, params);
	}
}

/** Input that a person can put right: field name → message code. */
export class Invalid extends DomainError {
	readonly fields: Readonly<Record<string, string>>;

	constructor(fields: Record<string, string>, params: Record<string, unknown> = {}) {
		super('invalid', 422, { ...params, fields });
		this.fields = fields;
	}
}

/** Too many attempts; try again after so many seconds. */
export class TooMany extends DomainError {
	readonly retryAfterSeconds: number;

	constructor(retryAfterSeconds: number) {
		super('too_many', 429, { retryAfterSeconds });
		this.retryAfterSeconds = retryAfterSeconds;
	}
}

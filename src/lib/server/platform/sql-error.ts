/** What PostgreSQL said, dug out of the shapes in which the ORM hands errors on. */
export type SqlError = {
	/** SQLSTATE, e.g. `23505`. */
	state: string;
	/** The constraint or index; for our own triggers the code at the start of the message. */
	constraint: string | null;
	message: string;
};

type Shape = Record<string, unknown>;

function shape(value: unknown): Shape | null {
	return typeof value === 'object' && value !== null ? (value as Shape) : null;
}

function text(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

/**
 * Reads SQLSTATE and constraint from any database error: known request errors carry them in
 * `meta.driverAdapterError.cause`, a failed COMMIT throws a bare DriverAdapterError with a `cause`, `pg` itself has `code`.
 * Gives null when it is not an error of the database.
 */
export function sqlError(error: unknown): SqlError | null {
	const outer = shape(error);
	if (!outer) return null;
	const adapterError = shape(shape(outer.meta)?.driverAdapterError);
	const cause = shape(adapterError?.cause) ?? shape(outer.cause);
	const kind = text(cause?.kind);
	const state =
		text(cause?.originalCode) ??
		text(cause?.code) ??
		(kind === 'TransactionWriteConflict' ? '40001' : null) ??
		(text(outer.code)?.match(/^[0-9A-Z]{5}$/) && !text(outer.code)?.startsWith('P2') ? text(outer.code) : null);
	if (!state) return null;
	const message = text(cause?.originalMessage) ?? text(cause?.message) ?? text(outer.message) ?? '';
	return { state, constraint: constraintOf(cause, outer, message), message };
}

function constraintOf(cause: Shape | null, outer: Shape, message: string): string | null {
	const named = shape(cause?.constraint);
	const raised = /^([a-z_]+): /.exec(message);
	return (
		text(named?.index) ??
		text(cause?.constraint) ??
		text(outer.constraint) ??
		raised?.[1] ??
		/constraint "([^"]+)"/.exec(message)?.[1] ??
		/unique constraint.*?"([^"]+)"/.exec(message)?.[1] ??
		null
	);
}

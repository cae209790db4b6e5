import { NotFound } from '#lib/server/platform/errors.ts';

/** Null for what is not there (any more), where the page itself says so and what to do. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
	try {
		return await asked;
	} catch (cause) {
		if (cause instanceof NotFound) return null;
		throw cause;
	}
}

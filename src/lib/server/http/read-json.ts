import { DomainError } from '#lib/server/platform/errors.ts';

/**
 * What a page of ours sent as JSON. As in forms NUL goes out of its texts, and halves of characters, which nobody types and PostgreSQL refuses:
 * a device would send a refused answer again for ever.
 * @throws DomainError `json_invalid` 422
 */
export function readJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text, (_name, inner: unknown) =>
			typeof inner === 'string' ? inner.replaceAll('\0', '').toWellFormed() : inner
		);
		return value;
	} catch {
		throw new DomainError('json_invalid', 422);
	}
}

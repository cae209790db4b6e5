/**
 * A form as an object: a repeated name becomes a list; files are left out (uploads are streamed, see upload.ts). NUL goes, which
 * nobody types and PostgreSQL refuses.
 */
export function formObject(entries: Iterable<[string, FormDataEntryValue]>): Record<string, string | string[]> {
	const result: Record<string, string | string[]> = {};
	for (const [name, value] of entries) {
		if (typeof value !== 'string') continue;
		const text = value.normalize('NFC').replaceAll('\0', '');
		// A field may be called `constructor`; to one called `__proto__` nothing is given.
		const before = Object.hasOwn(result, name) ? result[name] : undefined;
		result[name] = before === undefined ? text : Array.isArray(before) ? [...before, text] : [before, text];
	}
	return result;
}

const secret = /password|code|token|secret/i;

/** What goes back to the form so that nothing typed is lost; secrets never go back into a page. */
export function typedValues(values: Record<string, string | string[]>): Record<string, string | string[]> {
	return Object.fromEntries(Object.entries(values).filter(([name]) => !isSecretField(name)));
}

/** `documentCode` is no secret; `code` and `recoveryCode` of an invitation are. */
function isSecretField(name: string): boolean {
	return secret.test(name) && !/^(code|documentCode|unitCode|divisionCode)$/.test(name);
}

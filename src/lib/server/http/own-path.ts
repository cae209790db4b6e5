/** Only a path of this site: anything else would make a form or a link a way to send people elsewhere. */
export function ownPath(next: FormDataEntryValue | null | undefined, base: URL, otherwise = '/'): string {
	if (typeof next !== 'string' || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return otherwise;
	const target = URL.canParse(next, base) ? new URL(next, base) : null;
	return target?.origin === base.origin ? target.pathname + target.search + target.hash : otherwise;
}

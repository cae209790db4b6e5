/** Only a path of this site: anything else would make a form or a link a way to send people elsewhere. */
export function ownPath(next: FormDataEntryValue | null | undefined, base: URL, otherwise = '/'): string {
	if (typeof next !== 'string' || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return otherwise;
	const target = URL.canParse(next, base) ? new URL(next, base) : null;
	// `/..//elsewhere` is ours until its dots are resolved: what is left would name another host.
	if (target?.origin !== base.origin || target.pathname.startsWith('//')) return otherwise;
	return target.pathname + target.search + target.hash;
}

/** The entry whose address is the longest beginning of the path: `/documents` for `/documents/x`, `/` only for itself. */
export function currentHref(hrefs: readonly string[], path: string): string | undefined {
	return hrefs.filter((href) => path === href || (href !== '/' && path.startsWith(`${href}/`))).sort((a, b) => b.length - a.length)[0];
}

type Place = { readonly href: string; readonly holds?: readonly string[] };

/**
 * The place whose address, or one that it holds, is the longest beginning of the path: `/documents` for `/documents/x`, `/` only for
 * itself. Of two with the same, the one whose own address it is.
 */
export function currentHref(places: readonly Place[], path: string): string | undefined {
	const begins = (href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`));
	return [...places.map(({ href }) => ({ href, at: href })), ...places.flatMap(({ href, holds = [] }) => holds.map((at) => ({ href, at })))]
		.filter(({ at }) => begins(at))
		.sort((a, b) => b.at.length - a.at.length)[0]?.href;
}

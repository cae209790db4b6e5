type Place = { readonly href: string; readonly holds?: readonly string[] };

/**
 * The place whose address, or one that it holds, is the longest beginning of the path: `/documents` for `/documents/x`, `/` only for
 * itself. Of two with the same, the one whose own address it is. One that asks for a view (`/delegations?view=unit`) is the place of that view and of
 * all that lies below.
 */
export function currentHref(places: readonly Place[], path: string, search = ''): string | undefined {
	const asked = new URLSearchParams(search);
	const begins = (href: string) => {
		const [at = '', view] = href.split('?');
		if (path === at) return [...new URLSearchParams(view)].every(([name, value]) => asked.get(name) === value);
		return at !== '/' && path.startsWith(`${at}/`);
	};
	return [...places.map(({ href }) => ({ href, at: href })), ...places.flatMap(({ href, holds = [] }) => holds.map((at) => ({ href, at })))]
		.filter(({ at }) => begins(at))
		.sort((a, b) => b.at.length - a.at.length)[0]?.href;
}

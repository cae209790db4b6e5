/** The same page with some query parameters changed (`null` removes one). Lists keep filters, sorting and page in the address. */
export function withParams(url: URL, changes: Record<string, string | number | null>): string {
	const params = new URLSearchParams(url.search);
	for (const [name, value] of Object.entries(changes)) {
		if (value === null || value === '') params.delete(name);
		else params.set(name, String(value));
	}
	const query = params.toString();
	return query ? `${url.pathname}?${query}` : url.pathname;
}

/** The same page with a question in it, for who has no scripts; it stands at the end of a long page. */
export function askAddress(url: URL, name: string): string {
	return `${withParams(url, { ask: name })}#ask-${name}`;
}

/** `?page=` of a list, from 1; anything else is the first page. */
export function pageNumber(url: URL): number {
	const text = url.searchParams.get('page') ?? '';
	return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/** Lower case without accents, `đ` as `d`: how a list is searched, so that nobody must type accents. */
export function fold(text: string): string {
	return text
		.normalize('NFD')
		.replaceAll(/\p{Diacritic}/gu, '')
		.replaceAll(/[đĐ]/g, 'd')
		.toLowerCase()
		.trim();
}

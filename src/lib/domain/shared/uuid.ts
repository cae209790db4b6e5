/** Ids come from addresses and forms: the database refuses what is no UUID with an error that is no answer to a person. */
export function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

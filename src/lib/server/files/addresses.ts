/** What programs leave out of an address before they look at its scheme: `java\tscript:` and `\u0001javascript:` are scripts. */
const skipped = /[\p{C}\p{Z}\s]/gu;

export function plainAddress(address: string): string {
	return address.replace(skipped, '');
}

/** An address that runs or opens something of its own instead of leading to a place. Links to files are another matter. */
export function isScriptAddress(address: string): boolean {
	return /^(?:javascript|vbscript|livescript|data|mhtml|ms-[\w-]+|view-source|blob):/i.test(plainAddress(address));
}

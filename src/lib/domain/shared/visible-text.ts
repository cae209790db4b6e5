/** What a text may hold without showing anything: controls, spaces of every width, lone marks, fillers and the empty braille cell. */
const unseen = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Trimmed; empty when no character of it can be seen, so that a text of zero-width spaces counts as none. */
export function visibleText(text: string): string {
	return text.replace(unseen, '') === '' ? '' : text.trim();
}

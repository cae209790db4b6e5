const maxCharacters = 150;
const maxBytes = 240;

/** Control characters, and the marks that make a name read otherwise than it is (direction, zero width). */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029\ufffd]/gu;

/**
 * A name to show and to download under: no path, nothing invisible, NFC, of a length that every filesystem takes. It never
 * becomes a path of the server.
 * @param most characters
 */
export function cleanFileName(name: string, most = maxCharacters): string {
	const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
	const shown = last
		.normalize('NFC')
		.replace(invisible, '')
		.replace(/[<>:"|?*]/g, '_')
		.replace(/\s+/g, ' ')
		.replace(/^[. ]+|[. ]+$/g, '');
	return shorten(shown, most) || 'file';
}

/** The ending in lower case without its dot; empty when there is none. */
export function extensionOf(name: string): string {
	const dot = name.lastIndexOf('.');
	return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

function shorten(name: string, most: number): string {
	const extension = extensionOf(name);
	const ending = extension && extension.length <= 8 ? name.slice(name.length - extension.length - 1) : '';
	const characters = [...name.slice(0, name.length - ending.length)];
	const room = maxBytes - Buffer.byteLength(ending);
	characters.splice(most - ending.length);
	while (Buffer.byteLength(characters.join('')) > room) characters.pop();
	// A dot or a blank at its end is lost on Windows: the file would have another name there.
	return characters.join('').replace(/[. ]+$/, '') + ending;
}

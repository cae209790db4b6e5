const block = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g;

/** The certificates of a file in DER: those of its PEM blocks, else the file itself. Whether they are any is asked when they are read. */
export function certificatesIn(bytes: Uint8Array): Uint8Array[] {
	const bodies = [...Buffer.from(bytes).toString('latin1').matchAll(block)].map(([, body = '']) => body);
	return bodies.length === 0 ? [bytes] : bodies.map((body) => Buffer.from(body.replace(/\s+/g, ''), 'base64'));
}

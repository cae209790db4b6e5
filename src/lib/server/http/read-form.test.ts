import { describe, expect, it } from 'vitest';
import { readForm } from './read-form.ts';

const sent = (body: BodyInit, contentType: string) =>
	new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': contentType } });
const urlencoded = 'application/x-www-form-urlencoded';

describe('a form that comes in', () => {
	it('is read, urlencoded or multipart', async () => {
		expect((await readForm(sent('name=H%C3%A0', urlencoded))).get('name')).toBe('Hà');
		const multipart = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nHà\r\n--x--\r\n';
		expect((await readForm(sent(multipart, 'multipart/form-data; boundary=x'))).get('name')).toBe('Hà');
	});

	it.each([
		['multipart without a boundary', 'garbage', 'multipart/form-data'],
		['multipart that breaks off', '--x\r\nContent-Disposition: form-data; name="a"', 'multipart/form-data; boundary=x'],
		['text', 'a=b', 'text/plain'],
		['JSON', '{"a":1}', 'application/json']
	])('is refused as unreadable: %s', async (_what, body, contentType) => {
		await expect(readForm(sent(body, contentType))).rejects.toMatchObject({ code: 'form_unreadable', status: 400 });
	});

	it('is not read to its end when it is too large', async () => {
		let pulled = 0;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				pulled += 1;
				controller.enqueue(new Uint8Array(256 * 1024).fill(97));
			}
		});
		const init: RequestInit & { duplex: 'half' } = {
			method: 'POST',
			body: endless,
			headers: { 'content-type': urlencoded },
			duplex: 'half'
		};
		const request = new Request('http://localhost/', init);
		await expect(readForm(request)).rejects.toMatchObject({ code: 'body_too_large', status: 413 });
		expect(pulled).toBeLessThan(10);
	});
});

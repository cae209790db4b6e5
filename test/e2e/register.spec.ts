import { expect, test, type APIRequestContext } from '@playwright/test';
import { demoPeople } from '../../prisma/seed/content/people.ts';

/* The register as anybody gets it: over HTTP, without a cookie, from the product as it is built. */
const get = (request: APIRequestContext, address: string) => request.get(address, { maxRedirects: 0 });

test('the register is open to everybody, sets nothing and says how it may be kept', async ({ request }) => {
	const answer = await get(request, '/register');
	expect(answer.status()).toBe(200);
	const headers = answer.headers();
	expect(headers['set-cookie']).toBeUndefined();
	expect(headers['cache-control']).toBe('public, max-age=60');
	expect(headers['vary']).toContain('cookie');
	expect(headers['x-content-type-options']).toBe('nosniff');
	expect(headers['x-frame-options']).toBe('DENY');
	expect(headers['content-security-policy']).toContain("default-src 'self'");
	const text = await answer.text();
	for (const { fullName } of demoPeople) expect(text.includes(fullName), fullName).toBe(false);
});

test('what is typed into it is words, and nothing breaks it', async ({ request }) => {
	const script = '<script>alert(1)</script>';
	const searched = await get(request, `/register?q=${encodeURIComponent(`"><img src=x onerror=alert(1)>${script}`)}`);
	expect(searched.status()).toBe(200);
	const text = await searched.text();
	expect(text).not.toContain(script);
	expect(text).not.toContain('<img src=x');
	for (const query of [
		'page=999',
		'page=-1',
		'page=x',
		'on=2099-01-01',
		'on=2026-02-30',
		'on=x',
		'q=%25_%5C',
		"q='--",
		`q=${'a'.repeat(3000)}`
	])
		expect((await get(request, `/register?${query}`)).status(), query).toBe(200);
	expect((await get(request, '/register?q=%00')).status()).toBe(400);
	for (const unit of ['x', '00000000-0000-7000-8000-000000000000', '..%2Fannouncements'])
		expect((await get(request, `/register/${unit}`)).status(), unit).toBe(404);
});

test('a day to come is today: what is signed for later is not there yet', async ({ request }) => {
	const units = async (query: string) => {
		const text = await (await get(request, `/register${query}`)).text();
		return [...text.matchAll(/href="(\/register\/[0-9a-f-]{36})"/g)].map(([, href]) => href);
	};
	const before = await units('');
	const others = [await units('?on=2099-01-01'), await units('?page=999')];
	// Another journey may announce meanwhile.
	const after = await units('');
	expect(before.length).toBeGreaterThan(0);
	for (const other of others) expect([before, after]).toContainEqual(other);
	expect(await units(`?q=${encodeURIComponent('so noi vu')}`)).toHaveLength(1);
});

test('everything behind it asks who it is', async ({ request }) => {
	for (const address of ['/announcements', '/announcements/new', '/roll-out', '/roll-out/waves', '/reports']) {
		const answer = await get(request, address);
		expect([answer.status(), answer.headers()['location']?.startsWith('/sign-in')], address).toEqual([303, true]);
	}
	for (const address of ['/api/v1/announcements', '/api/v1/roll-out']) expect((await get(request, address)).status(), address).toBe(401);
});

import { expect, request, type APIRequestContext, type APIResponse, type Browser } from '@playwright/test';
import { addressOfPerson, openAs } from './people.ts';

/** A program that calls the API for a person of the demo. */
export type Program = {
	get(path: string): Promise<unknown>;
	post(path: string, body: object): Promise<unknown>;
	/** Sends a form with files. */
	upload(path: string, parts: NonNullable<Parameters<APIRequestContext['post']>[1]>['multipart']): Promise<unknown>;
	close(): Promise<void>;
};

/** Programs of one person, each with a token of its own, made on the page as people make them. The limits of the API are per token. */
export async function programsOf(browser: Browser, personKey: string, count: number): Promise<Program[]> {
	const page = await openAs(browser, addressOfPerson(personKey), '/account/tokens');
	const origin = new URL(page.url()).origin;
	const programs: Program[] = [];
	for (let at = 1; at <= count; at += 1) {
		await page.getByLabel('Tên mã').fill(`Chương trình ${at}`);
		await page.getByRole('button', { name: 'Tạo mã' }).click();
		await expect(page.getByText(`Chương trình ${at}`, { exact: true })).toBeVisible();
		const token = (await page.getByText(/^eiso_/).textContent())?.trim() ?? '';
		programs.push(await program(origin, token));
	}
	await page.context().close();
	return programs;
}

async function program(origin: string, token: string): Promise<Program> {
	const context = await request.newContext({ baseURL: origin, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
	const answer = async (response: APIResponse): Promise<unknown> => {
		expect(response.ok(), `${response.url()}: ${await response.text()}`).toBe(true);
		return response.json();
	};
	return {
		get: async (path) => answer(await context.get(`/api/v1${path}`)),
		post: async (path, body) => answer(await context.post(`/api/v1${path}`, { data: body })),
		upload: async (path, multipart) => answer(await context.post(`/api/v1${path}`, { multipart })),
		close: () => context.dispose()
	};
}

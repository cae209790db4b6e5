import { sendingShape, type FindingEdit } from '#lib/domain/audits/answer-forms.ts';
import type { Answer, AnswerEdit } from '#lib/domain/audits/answers.ts';
import type { SheetPage } from '#lib/domain/audits/sheet-page.ts';

/** What the server said; null: it was not reached. */
export type Reply<T> = { readonly status: number; readonly code: string; readonly data: T | null } | null;

export type SentResult = {
	readonly id: string;
	readonly outcome: 'applied' | 'conflict' | 'dropped' | 'raised' | 'refused';
	readonly code?: string;
};
type Sent = { readonly results: readonly SentResult[] };
export type Settling = {
	readonly questionId: string;
	readonly editId: string;
	readonly version: number;
	readonly newId: string;
	readonly madeAt: string;
} & ({ readonly choice: 'keep' | 'take' } | { readonly choice: 'write'; readonly answer: Answer });

const waitMs = 20_000;

async function call<T>(href: string, method: 'GET' | 'POST', is: (data: unknown) => data is T, body?: object): Promise<Reply<T>> {
	try {
		const response = await fetch(href, {
			method,
			headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) },
			body: body ? JSON.stringify(body) : undefined,
			cache: 'no-store',
			redirect: 'error',
			signal: AbortSignal.timeout(waitMs)
		});
		const data: unknown = await response.json().catch(() => null);
		const code = typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string' ? data.code : '';
		return { status: response.status, code, data: response.ok && is(data) ? data : null };
	} catch {
		return null;
	}
}

function isPage(data: unknown): data is SheetPage {
	return typeof data === 'object' && data !== null && 'questions' in data && Array.isArray(data.questions);
}
function isSent(data: unknown): data is Sent {
	return typeof data === 'object' && data !== null && 'results' in data && Array.isArray(data.results);
}
function isObject(data: unknown): data is object {
	return typeof data === 'object' && data !== null;
}

export function fetchSheet(href: string): Promise<Reply<SheetPage>> {
	return call(href, 'GET', isPage);
}

export function sendEdits(href: string, edits: readonly AnswerEdit[], findings: readonly FindingEdit[]): Promise<Reply<Sent>> {
	return call(href, 'POST', isSent, { shape: sendingShape, edits, findings });
}

export function sendSettling(href: string, settling: Settling): Promise<Reply<object>> {
	return call(`${href}/settle`, 'POST', isObject, settling);
}

import type { Cookies } from '@sveltejs/kit';
import { z } from 'zod';
import type { ToastMessage } from '#lib/components/ui/form-state.ts';

const name = 'flash';
const shape = z.object({
	text: z.string().max(400),
	undo: z
		.object({ action: z.string().max(300), fields: z.record(z.string(), z.string()).optional(), label: z.string().optional() })
		.optional()
});

/** Says something once on the page that the person is sent to. */
export function setFlash(cookies: Cookies, message: ToastMessage): void {
	cookies.set(name, JSON.stringify(message), { path: '/', maxAge: 60, httpOnly: true, sameSite: 'lax', secure: false });
}

/** Reads it and forgets it. */
export function takeFlash(cookies: Cookies): ToastMessage | null {
	const text = cookies.get(name);
	if (!text) return null;
	cookies.delete(name, { path: '/', secure: false });
	try {
		const parsed = shape.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

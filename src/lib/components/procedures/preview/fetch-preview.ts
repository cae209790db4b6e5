import { z } from 'zod';
import type { Opened } from '#lib/components/documents/pdf/engine.ts';

/** Name of a part or `row:` and the id of a row, page, millimetres from its top. */
export type Place = readonly [name: string, page: number, top: number];

const answerShape = z.object({ pdf: z.string(), places: z.array(z.tuple([z.string(), z.number(), z.number()])) });

/** The pages of a text as the server prints it now. @throws when there are none: refused, offline, given up */
export async function fetchPreview(
	{ documentId, content, row }: { documentId: string; content: string; row: string | null },
	signal: AbortSignal
): Promise<{ opened: Opened; places: readonly Place[] }> {
	const engine = import('#lib/components/documents/pdf/engine.ts');
	const body = new FormData();
	body.set('content', content);
	body.set('row', row ?? '');
	const response = await fetch(`/documents/${documentId}/edit/preview`, { method: 'POST', body, signal });
	if (!response.ok) throw new Error(`the preview was answered with ${response.status}`);
	const { pdf, places } = answerShape.parse(await response.json());
	const bytes = Uint8Array.from(atob(pdf), (letter) => letter.charCodeAt(0));
	return { opened: await (await engine).openBytes(bytes), places };
}

/** Parts that the paper prints within another one. */
const within: Readonly<Record<string, string>> = {
	'service.timeNote': 'service.timeLimit',
	'service.channels': 'service.place',
	recordsNote: 'records',
	clauses: 'references'
};

/** Where to look for a part: at its row, else at its heading. */
export function placeFor(places: readonly Place[], part: string | null, row: string | null): Place | undefined {
	const named = (name: string) => places.find(([place]) => place === name);
	return (row === null ? undefined : named(`row:${row}`)) ?? (part === null ? undefined : named(within[part] ?? part));
}

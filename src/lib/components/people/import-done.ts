import type { PersonFault } from '#lib/domain/people/import-rows.ts';

/** What the commit of an import answers. */
export type ImportDone = { committed: boolean; count: number; withoutMail: string[]; faults: readonly PersonFault[] };

/** The answer of the commit, if that is what the form handed back. */
export function importDone(form: object | null): ImportDone | null {
	return isDone(form) ? form.done : null;
}

function isDone(form: object | null): form is { done: ImportDone } {
	return form !== null && 'done' in form && typeof form.done === 'object';
}

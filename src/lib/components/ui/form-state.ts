import { getContext, setContext } from 'svelte';

/**
 * What a form action hands back with `fail(status, …)` (and, with `toast`, on success). `errors` are keyed by the field's
 * name; each says what to do. `values` is what was typed, without passwords and files.
 */
export type FormState = {
	/** Which form of the page this answers; a page with one form may leave it out. */
	form?: string;
	/** What is wrong with the whole, not with one field. */
	message?: string;
	errors?: Record<string, string>;
	values?: Record<string, string | string[]>;
	toast?: ToastMessage;
	/** Somebody was first: the page's data are loaded anew behind what is typed, so that the next press is about things as they are. */
	stale?: boolean;
	/** The session is locked or over: `IdleLock` covers the page until it is open again. */
	signedOut?: 'locked' | 'ended';
};

/** What was done, with the way to take it back while that is possible: `undo.action` is posted with `undo.fields`. */
export type ToastMessage = {
	text: string;
	undo?: { action: string; fields?: Record<string, string>; label?: string };
};

/** What the fields and buttons inside a `<Form>` read from it. */
export type FormContext = {
	readonly id: string;
	readonly busy: boolean;
	/** The button that sent the form, so that only it turns. */
	readonly submitter: HTMLElement | null;
	/** Percent of an upload that is under way. */
	readonly uploaded: number | null;
	/** How often it was saved: with each the fields take over what the server has now. */
	readonly saved: number;
	/** How often it was emptied for the next entry: with each the fields go back to what the page gives them. */
	readonly emptied: number;
	/** A control without an event of its own says that the person changed it. */
	touch(): void;
	/** What the control with that id is called, for the summary of errors. */
	called(id: string, label: string): void;
	error(name: string): string | undefined;
	value(name: string): string | string[] | undefined;
};

const key = Symbol('form');

export function setFormContext(context: FormContext): void {
	setContext(key, context);
}

export function getFormContext(): FormContext | undefined {
	return getContext<FormContext | undefined>(key);
}

/** The id of a field's control, also the target of the error summary's links. */
export function fieldId(form: FormContext | undefined, name: string, own: string): string {
	return form ? `${form.id}-${name}` : `${own}-${name}`;
}

/** The id of one box: boxes of one name are told apart by what they send. `value` is null for a box that stands alone. */
export function boxId(form: FormContext | undefined, name: string, value: string | null, own: string): string {
	const id = fieldId(form, name, own);
	return value === null ? id : `${id}-${value}`;
}

/** Which form of the page came back, as `page.form` has it; undefined: none. */
export function sentForm(state: unknown): string | undefined {
	return typeof state === 'object' && state !== null && 'form' in state && typeof state.form === 'string' ? state.form : undefined;
}

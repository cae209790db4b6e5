import { page } from '$app/state';

/** Which named dialog is open. Written in the browser only: on the server the address (`?ask=name`) decides. */
let asked = $state<string | null>(null);
/** What an earlier try answered: no business of a question that is asked anew. */
let before: unknown = null;

export const dialogs = {
	get asked(): string | null {
		return asked;
	},
	/** The answer that the page already had when the open question was asked. */
	get before(): unknown {
		return before;
	},
	ask(name: string): void {
		before = page.form;
		asked = name;
	},
	/** Goes on with the question that the page came with, and with what was said about it. */
	resume(name: string): void {
		before = null;
		asked = name;
	},
	close(): void {
		asked = null;
	}
};

/** A form of the page, as others see it: whether something in it is not saved, and how to save it by its own action. */
export type UnsavedForm = {
	readonly dirty: boolean;
	/** Sends the form as its button would. False when it was refused or did not arrive; the form then says why. */
	save(): Promise<boolean>;
	/** What was typed in it does not matter any more. */
	forget(): void;
};

let forms = $state.raw<readonly UnsavedForm[]>([]);

/** The forms of the page in which something was typed and not saved. In the browser only. */
export const unsaved = {
	/** @returns what takes the form out again */
	add(form: UnsavedForm): () => void {
		forms = [...forms, form];
		return () => (forms = forms.filter((other) => other !== form));
	},
	get any(): boolean {
		return forms.some((form) => form.dirty);
	},
	/** An act of the page leads away from it: nobody is asked whether to stay. */
	forgetAll(): void {
		for (const form of forms) form.forget();
	},
	/** Saves one after the other and stops at the first that is refused. */
	async saveAll(): Promise<boolean> {
		for (const form of forms.filter((form) => form.dirty)) {
			if (!(await form.save())) return false;
		}
		return true;
	}
};

/** Fields that a person does not fill, or that are never kept. */
const uncounted: ReadonlySet<string> = new Set(['rowVersion', 'sha256', 'password']);

/**
 * What a form would send, as one text to compare. Empty fields do not count: a control with and one without scripts send them
 * differently.
 */
export function contentOf(form: HTMLFormElement): string {
	const entries: string[] = [];
	for (const [name, value] of new FormData(form)) {
		if (uncounted.has(name)) continue;
		if (value instanceof File) {
			if (value.size > 0) entries.push(JSON.stringify([name, value.name, value.size, value.lastModified]));
		} else if (value !== '') entries.push(JSON.stringify([name, value]));
	}
	return entries.sort().join('\n');
}

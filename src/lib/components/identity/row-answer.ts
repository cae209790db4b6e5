import type { FormState } from '#lib/components/ui/form-state.ts';

/** What the action handed back to the form of one row, where each row of a list has the same form with its `id`. */
export function rowAnswer(form: FormState | null | undefined, name: string, id: string): FormState | null {
	// Without the name of the action's form: the row's own form has another one.
	return form?.form === name && form.values?.id === id ? { ...form, form: undefined } : null;
}

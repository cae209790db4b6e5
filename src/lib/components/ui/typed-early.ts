/**
 * What was typed or chosen before the scripts arrived. A page can be used as soon as it is drawn; when its scripts take over, Svelte
 * writes its own state into selects and dates, so these read what their control holds before that happens.
 */
let takenOver = false;

/** Said once by the outermost layout, whose `onMount` runs after those of everything in it. */
export function scriptsTookOver(): void {
	takenOver = true;
}

/** Null on the server too, where the classes of elements do not exist: ask for it before them. */
function controlBefore(id: string): Element | null {
	return takenOver || typeof document === 'undefined' ? null : document.getElementById(id);
}

/** The text of an input, when it is not what the server wrote there. Only before the component is drawn. */
export function typedEarly(id: string): string | undefined {
	const control = controlBefore(id);
	return control && control instanceof HTMLInputElement && control.value !== control.defaultValue ? control.value : undefined;
}

/** The chosen values of a select, when they are not what the server chose. Only before the component is drawn. */
export function chosenEarly(id: string): string[] | undefined {
	const control = controlBefore(id);
	return control && control instanceof HTMLSelectElement ? chosenIn(control) : undefined;
}

function chosenIn(control: HTMLSelectElement): string[] | undefined {
	const options = [...control.options];
	const written = options.filter((option) => option.defaultSelected);
	// With nothing chosen by the server a list that opens shows its first option.
	const before = control.multiple ? written : [written.at(-1) ?? options[0]];
	const now = options.filter((option) => option.selected);
	const same = before.length === now.length && now.every((option) => before.includes(option));
	return same ? undefined : now.map((option) => option.value);
}

/** Whether any control of a form is not as the server wrote it. Only before the form is drawn. */
export function changedEarly(formId: string): boolean {
	const form = controlBefore(formId);
	if (!form || !(form instanceof HTMLFormElement)) return false;
	return [...form.elements].some((control) => {
		if (control instanceof HTMLSelectElement) return chosenIn(control) !== undefined;
		if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
		if (!(control instanceof HTMLInputElement) || control.type === 'hidden' || control.type === 'password') return false;
		if (control.type === 'checkbox' || control.type === 'radio') return control.checked !== control.defaultChecked;
		return control.value !== control.defaultValue;
	});
}

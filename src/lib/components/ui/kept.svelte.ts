import { untrack } from 'svelte';
import { page } from '$app/state';
import { getFormContext } from './form-state.ts';

/**
 * The value of one control. It follows what the page gives until the person changes it; from then on only a saved form or another
 * page replaces it; a form that is emptied for the next entry brings back what the page gave last. A plain prop would be overwritten
 * with the server's value whenever the page's data are loaded again, be it because another form of the page was saved or because this
 * one was refused. Outside a `Form`, where the address holds what was sent (filters), it follows the page always.
 * @param incoming reads the prop
 * @param tell writes it back for a page that binds it; recognised as the control's own
 */
export function kept<T>(incoming: () => T, tell: (value: T) => void, same: (one: T, other: T) => boolean = Object.is): { current: T } {
	const form = getFormContext();
	let given = untrack(incoming);
	let own = $state.raw(given);
	let saved = untrack(() => form?.saved);
	let emptied = untrack(() => form?.emptied);
	let path = untrack(() => page.url.pathname);

	$effect.pre(() => {
		const now = incoming();
		const savedNow = form?.saved;
		const emptiedNow = form?.emptied;
		const pathNow = page.url.pathname;
		untrack(() => {
			const anew = savedNow !== saved || pathNow !== path;
			saved = savedNow;
			path = pathNow;
			if (emptied !== emptiedNow) {
				emptied = emptiedNow;
				// A page that does not bind the value reads back what the person chose: then what it gave before counts.
				own = same(now, own) ? given : now;
				given = own;
				tell(own);
				return;
			}
			if (!anew && same(now, own)) return;
			const touched = !same(own, given);
			given = now;
			if (!form || anew || !touched) own = now;
		});
	});

	return {
		get current() {
			return own;
		},
		set current(value: T) {
			own = value;
			tell(value);
		}
	};
}

export function sameList(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((item, index) => item === other[index]);
}

import { error } from '@sveltejs/kit';
import type { Theme } from '#lib/components/layout/types.ts';
import type { Actions, PageServerLoad } from './$types';

/** The gallery of components is for those who build and test them: an installation answers 404. */
function onlyForBuilders(): void {
	if (process.env.EISO_COMPONENTS !== '1') error(404);
}

export const load: PageServerLoad = ({ cookies }) => {
	onlyForBuilders();
	const theme = cookies.get('theme');
	const shown: Theme = theme === 'light' || theme === 'dark' ? theme : 'system';
	return { today: '2026-11-24', theme: shown };
};

export const actions: Actions = {
	default: async ({ request }) => {
		onlyForBuilders();
		const form = await request.formData();
		const values = Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
		return { values, toast: { text: JSON.stringify(values) } };
	}
};

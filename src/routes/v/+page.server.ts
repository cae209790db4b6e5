import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** A code typed from paper. */
export const load: PageServerLoad = ({ url }) => {
	const code = (url.searchParams.get('code') ?? '').replace(/[^\p{L}\p{N}]/gu, '').slice(0, 40);
	if (code !== '') redirect(303, `/v/${encodeURIComponent(code)}`);
};

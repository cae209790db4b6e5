import { documentParts } from '#lib/components/documents/parts.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => ({ ...data, parts: await documentParts(data.view) });

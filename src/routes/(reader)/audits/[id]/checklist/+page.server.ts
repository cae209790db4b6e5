import { loadSheetPage, sheetActions } from '#lib/server/http/sheet.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => loadSheetPage('internal', event);

export const actions: Actions = sheetActions('internal');

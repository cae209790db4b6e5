import { loadSheetPage, sheetActions } from '#lib/server/http/sheet.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => loadSheetPage('inspection', event);

export const actions: Actions = sheetActions('inspection');

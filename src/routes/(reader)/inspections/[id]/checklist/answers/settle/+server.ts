import { sheetSettling } from '#lib/server/http/sheet.ts';

export const POST = sheetSettling('inspection');

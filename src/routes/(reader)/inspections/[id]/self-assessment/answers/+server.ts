import { sheetCalls } from '#lib/server/http/sheet.ts';

export const { GET, POST } = sheetCalls('self');

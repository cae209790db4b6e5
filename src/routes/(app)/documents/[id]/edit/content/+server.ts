import { saveDraftInput } from '#lib/domain/procedures/save-forms.ts';
import { jsonCall } from '#lib/server/http/json-call.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => jsonCall(event, saveDraftInput, saveContent);

import { getDocument } from '#lib/server/api/documents.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getDocument);

import { getExternalDocument } from '#lib/server/api/external-documents.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getExternalDocument);

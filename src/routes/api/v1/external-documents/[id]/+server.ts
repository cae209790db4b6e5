import { getExternalDocument } from '#lib/server/api/external-documents.ts';
import { changeExternalDocument } from '#lib/server/api/external-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getExternalDocument);
export const PUT = serve(changeExternalDocument);

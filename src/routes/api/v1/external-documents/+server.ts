import { listExternalDocuments } from '#lib/server/api/external-documents.ts';
import { createExternalDocument } from '#lib/server/api/external-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listExternalDocuments);
export const POST = serve(createExternalDocument);

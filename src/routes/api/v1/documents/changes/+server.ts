import { changeDocuments } from '#lib/server/api/documents-many.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(changeDocuments);

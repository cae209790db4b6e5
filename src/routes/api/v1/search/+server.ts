import { searchDocuments } from '#lib/server/api/search.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(searchDocuments);

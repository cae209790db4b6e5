import { getVersionDocx } from '#lib/server/api/document-files.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getVersionDocx);

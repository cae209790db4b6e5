import { getVersionContent, saveVersionContent } from '#lib/server/api/version-content.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getVersionContent);
export const PUT = serve(saveVersionContent);

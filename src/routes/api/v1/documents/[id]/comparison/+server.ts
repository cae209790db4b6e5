import { compareDocument } from '#lib/server/api/compare.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(compareDocument);

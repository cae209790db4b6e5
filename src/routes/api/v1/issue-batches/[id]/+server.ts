import { getIssueBatch } from '#lib/server/api/issue-batches.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getIssueBatch);

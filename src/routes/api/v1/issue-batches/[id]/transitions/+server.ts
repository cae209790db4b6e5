import { moveIssueBatch } from '#lib/server/api/issue-batches.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveIssueBatch);

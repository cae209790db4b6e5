import { getRecordDisposal } from '#lib/server/api/record-disposals.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getRecordDisposal);

import { listRecordDisposals, createRecordDisposal } from '#lib/server/api/record-disposals.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listRecordDisposals);
export const POST = serve(createRecordDisposal);
